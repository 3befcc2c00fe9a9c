import { describe, expect, it } from 'vitest'
import { cachingAuthz } from '../support/caching-authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const { authz, ask } = cachingAuthz()
const building = (id: string) => ({ type: 'building', id })
const org = { type: 'org', id: world.orgId }

describe('a version of the org proves a building or unit that was there', () => {
  const version = async () => {
    const { rows } = await db.query('SELECT version FROM org_authz_versions WHERE org_id = $1', [world.orgId])
    return Number(rows[0]?.version ?? 0)
  }
  const sql = (text: string, ...ids: string[]) => db.query(text, [world.orgId, ...ids])

  /** A viewer, and a building and a unit that their last question was about. */
  const seen = async () => {
    const userId = await world.user({ roles: ['viewer'] })
    const here = await world.building()
    const unit = { type: 'unit', id: await world.unit(here) }
    const first = await ask(userId, building(here))
    await ask(userId, unit)
    return { userId, here, unit, first, at: await version() }
  }

  it('without a statement', async () => {
    const { userId, here, unit, first, at } = await seen()
    expect(await ask(userId, building(here), first.version, at)).toEqual({ ...first, statements: [] })
    expect(await ask(userId, unit, first.version, at)).toEqual({ ...first, statements: [] })
    const other = await world.user({ roles: ['viewer'] })
    const { version: ofOther } = await ask(other, org)
    expect(await ask(other, unit, ofOther, at)).toMatchObject({ decision: true, statements: [] })
  })

  it('only together with a version of the subject, and never one that was not seen', async () => {
    const { userId, here, first, at } = await seen()
    expect(await ask(userId, building(here), undefined, at)).toEqual({ ...first, statements: ['versions'] })
    const unseen = await world.building()
    expect(await ask(userId, building(unseen), first.version, at)).toMatchObject({ statements: ['versions'] })
    expect(await ask(userId, { type: 'unit', id: here }, first.version, at)).toMatchObject({
      code: 'resource_not_in_org',
      statements: ['versions'],
    })
  })

  it('until something in the org is deleted: then it is read once more', async () => {
    const { userId, here, unit, first, at } = await seen()
    await sql('DELETE FROM units WHERE org_id = $1 AND id = $2', unit.id)
    const now = await version()
    expect(now).toBeGreaterThan(at)
    expect(await ask(userId, unit, first.version, now)).toMatchObject({ code: 'resource_not_in_org' })
    expect(await ask(userId, building(here), first.version, now)).toEqual({ ...first, statements: ['versions'] })
    expect(await ask(userId, building(here), first.version, now)).toEqual({ ...first, statements: [] })
    await sql('DELETE FROM buildings WHERE org_id = $1 AND id = $2', here)
    expect(await ask(userId, building(here), first.version, now + 1)).toMatchObject({ code: 'resource_not_in_org' })
  })

  it('not one that moved to another building', async () => {
    const { userId, unit, first } = await seen()
    const elsewhere = await world.building()
    await sql('UPDATE units SET building_id = $3 WHERE org_id = $1 AND id = $2', unit.id, elsewhere)
    expect(await ask(userId, unit, first.version, await version())).toEqual({ ...first, statements: ['versions'] })
  })

  it('in its own org alone, where another has something of the same id', async () => {
    const { here, at } = await seen()
    const foreign = await createWorld(db)
    const stranger = await foreign.user({ roles: ['viewer'] })
    const { version: ofStranger } = await ask(stranger, { type: 'org', id: foreign.orgId })
    expect(await ask(stranger, building(here), ofStranger, at)).toMatchObject({
      code: 'resource_not_in_org',
      statements: ['versions'],
    })
  })

  it('and a database that is behind it does not answer', async () => {
    const { userId, here, first, at } = await seen()
    const question = { subject: { type: 'user', id: userId }, action: { name: 'units.read' }, resource: building(here) }
    const context = { atLeast: first.version, orgAtLeast: at + 1 }
    const answer = await authz.post('/authz/check', { ...question, context })
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'stale_replica' }])
  })
})
