import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browsersIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'
import { type UserOptions, unique } from '../support/world.ts'

const { world, api, admin } = await setScene()
const buildingId = await world.building()
const path = `/console/buildings/${buildingId}/access`
const browserOf = browsersIn({ world, api })
const orgAdmin = await browserOf({ roles: ['org_admin'] })
const holds = async (userId: string, key: string) => {
  const { body } = await admin.get(`/api/org/buildings/${buildingId}/access/${userId}`)
  // safe because the answer has this shape
  const { items } = body as { items: { permissionKey: string; decision: boolean }[] }
  return items.find(({ permissionKey }) => permissionKey === key)?.decision
}

describe('who may do what in a building', () => {
  it('is listed with the grants it comes from', async () => {
    const name = unique('Manager')
    await world.assign(await world.user({ name }), buildingId, 'MANAGER')
    const { text } = await orgAdmin.open(path)
    expect(text).toMatch(new RegExp(`${name} .*Assigned as Manager`))
    expect(text).toContain('Role org_admin')
  })

  it('leads to somebody who is not in it: why not', async () => {
    const name = unique('Nobody')
    const userId = await world.user({ name })
    expect((await orgAdmin.open(`${path}?who=${name}`)).html).toContain(`href="${path}/${userId}"`)
    const { text } = await orgAdmin.open(`${path}/${userId}`)
    expect(text).toMatch(/units\.basic\.read No Nothing gives it\..*A home in the building/)
  })

  it('is not told to who may not see it', async () => {
    const one = await browserOf({}, (id) => world.occupy(id, buildingId))
    expect((await one.open(path)).status).toBe(403)
  })
})

describe('a refusal', () => {
  it.each([
    ['a role', 'giveRole', { roleKey: 'viewer' }],
    ['an assignment', 'assign', { type: 'STAFF' }],
    ['an ALLOW', 'allow', { permissionKey: 'units.read' }],
  ])('is turned around by %s, at a button', async (_, action, fields) => {
    const userId = await world.user()
    expect(await holds(userId, 'units.read')).toBe(false)
    const [name, value] = Object.entries(fields)[0] ?? []
    expect((await orgAdmin.open(`${path}/${userId}`)).html).toContain(`name="${name}" value="${value}"`)
    expect((await orgAdmin.send(`${path}/${userId}`, action, fields)).location).toBe(`${path}/${userId}?done=granted`)
    expect(await holds(userId, 'units.read')).toBe(true)
  })

  it('by a DENY is turned around by taking that away, and no other override with it', async () => {
    const userId = await world.user({ roles: ['viewer'] })
    const overrides = [
      { permissionKey: 'units.read', effect: 'DENY' },
      { permissionKey: 'users.read', effect: 'DENY' },
      { permissionKey: 'users.write', effect: 'ALLOW', startsAt: '2998-01-01T00:00:00Z', reason: 'later' },
      { permissionKey: 'audit.read', effect: 'ALLOW', endsAt: '2999-01-01T00:00:00Z' },
    ]
    expect((await admin.put(`/api/users/${userId}/permission-overrides`, { overrides })).status).toBe(200)
    expect((await orgAdmin.open(`${path}/${userId}`)).text).toContain('Taken from the person by a DENY.')
    const fields = { permissionKey: 'units.read' }
    expect((await orgAdmin.send(`${path}/${userId}`, 'clear', fields)).location).toMatch(/done=override-cleared$/)
    expect(await holds(userId, 'units.read')).toBe(true)
    const kept = await admin.get(`/api/users/${userId}/permission-overrides?include=scheduled`)
    expect(kept.body).toMatchObject({
      overrides: [
        { permissionKey: 'users.read', effect: 'DENY', endsAt: null },
        { permissionKey: 'users.write', effect: 'ALLOW', startsAt: '2998-01-01T00:00:00.000Z', reason: 'later' },
        { permissionKey: 'audit.read', effect: 'ALLOW', endsAt: '2999-01-01T00:00:00.000Z' },
      ],
    })
  })

  it('offers nobody what they cannot give', async () => {
    const userId = await world.user()
    const actions = (html: string) =>
      new Set([...html.matchAll(/name="do" value="(\w+)"/g)].map(([, action]) => action))
    const seenBy = async (options: UserOptions, prepare?: (id: string) => Promise<unknown>) =>
      actions((await (await browserOf(options, prepare)).open(`${path}/${userId}`)).html)
    expect(await seenBy({ roles: ['viewer'] })).toEqual(new Set(['signOut']))
    expect(await seenBy({ roles: ['admin'] })).toEqual(new Set(['signOut', 'assign']))
    expect(await seenBy({}, (id) => world.assign(id, buildingId, 'BUILDING_ADMIN'))).toEqual(
      new Set(['signOut', 'assign']),
    )
    expect(await seenBy({ roles: ['org_admin'] })).toEqual(new Set(['signOut', 'giveRole', 'assign', 'allow']))
  })

  it('of BUILDING_ADMIN is offered by who holds every building key alone', async () => {
    const userId = await world.user()
    const one = await browserOf({ roles: ['org_admin'], deny: ['units.write'] })
    const { html } = await one.open(`${path}/${userId}`)
    expect(html).toContain('name="type" value="MANAGER"')
    expect(html).not.toContain('name="type" value="BUILDING_ADMIN"')
    expect((await orgAdmin.open(`${path}/${userId}`)).html).toContain('name="type" value="BUILDING_ADMIN"')
  })
})

it('the matrix says what the policy says, key by key', async () => {
  const { html } = await (await browserOf({ roles: ['viewer'] })).open('/console/permissions')
  const rows = [...html.matchAll(/<tr><th scope="row"><code>([\w.]+)<\/code>([\s\S]*?)<\/tr>/g)]
  const shown = rows.map(([, key, cells = '']) => [
    key,
    [...cells.matchAll(/class="(yes|no)"/g)].map(([, mark]) => mark === 'yes'),
  ])
  const page = readFileSync(join(import.meta.dirname, '../../docs/permissions.md'), 'utf8')
  // org_admin, admin, viewer, BUILDING_ADMIN, MANAGER, STAFF, resident
  const told = [...page.matchAll(/^\| `([\w.]+)` \|[^|]*\|[^|]*\|[^|]*\|(.*)\|$/gm)].map(([, key, marks = '']) => {
    const [orgAdminHolds, adminHolds, viewer, buildingAdmin, manager, staff, resident] = marks
      .split('|')
      .map((mark) => mark.trim() === '✓')
    expect(manager).toBe(staff)
    return [key, [orgAdminHolds, adminHolds, viewer, buildingAdmin, manager, resident]]
  })
  expect(shown).toEqual(told)
  expect(shown.length).toBeGreaterThan(10)
})
