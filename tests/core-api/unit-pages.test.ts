import { listOrgUnits, listUnits } from '@latchkey/core-api/units/store'
import { createDb, type Db } from '@latchkey/shared/db/client'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { ownerPool, PATIENT } from '../support/database.ts'
import { rowsRead, statementOf } from '../support/plans.ts'
import { createWorld, type World } from '../support/world.ts'

const pool = ownerPool()
const db = createDb(inject('databaseUrl'), 2, PATIENT)
afterAll(() => db.$disconnect())

interface Page {
  readonly limit: number
  readonly after?: { readonly id: string }
}

const HOMES = 300
const soon = { from: new Date('2100-01-01'), to: new Date('2100-02-01') }
const past = { from: new Date('2000-01-01'), to: new Date('2000-02-01') }

describe('a page of units', () => {
  let world: World
  let here: string
  beforeEach(async () => {
    world = await createWorld(pool)
    const [resident, elsewhere] = [await world.user(), await world.building()]
    here = await world.building()
    for (let count = 0; count < HOMES; count += 1) {
      await world.occupy(resident, elsewhere)
      await world.occupy(resident, here)
      await world.unit(here)
    }
    await pool.query('ANALYZE units, occupancies')
  })

  it.each([
    ['all', {}, 2 * HOMES],
    ['the vacant', { available: true }, HOMES],
    ['the occupied', { available: false }, HOMES],
    ['those free later', { free: soon }, HOMES],
    ['those free for good', { free: { ...soon, to: null } }, HOMES],
    ['those free at a time past', { free: past }, 2 * HOMES],
  ])('reads the occupancies of its units alone, however many homes are lived in: %s', async (_which, filter, found) => {
    const ofBuilding = (to: Db, page: Page) => listUnits(to, { orgId: world.orgId, id: here }, { ...filter, ...page })
    const ofOrg = (to: Db, page: Page) =>
      listOrgUnits(to, { orgId: world.orgId, visible: 'all', named: undefined }, { ...filter, ...page })
    const read = async (list: typeof ofBuilding, page: Page) => {
      const { text, values } = await statementOf(db, (noting) => list(noting, page))
      return rowsRead(pool, 'occupancies', text, values)
    }
    const rows = await ofBuilding(db, { limit: 1_000 })
    expect(rows).toHaveLength(found)
    const id = rows.at(-11)?.id ?? ''
    // Of the units that a page is cut from, three times as many at most, two thirds are lived in.
    expect(await read(ofBuilding, { limit: 1_000 })).toBeGreaterThanOrEqual(HOMES)
    for (const list of [ofBuilding, ofOrg]) {
      expect(await read(list, { limit: 10 })).toBeLessThan(30)
      expect(await read(list, { limit: 10, after: { id } })).toBeLessThan(30)
    }
  })
})
