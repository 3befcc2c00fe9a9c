import { BUILDING_KEYS, PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { populate } from '../authz/search-worlds.ts'
import type { Http } from '../support/http.ts'
import { readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { db, world, api, admin, person } = await setScene()
const PLACED = ['STAFF', 'MANAGER', 'BUILDING_ADMIN'] as const
const accessOf = (id: string, http = admin) => http.get(`/api/users/${id}/access`)

type Grant = Readonly<Record<string, unknown>>
const grantsOf = (via: unknown): Grant[] => Array.from(Object(via))
/** A grant as authz has it, without where it comes from. */
const bare = ({ since: _, by: __, permissionKey: ___, ...reason }: Grant) => JSON.stringify(reason)

describe('one person, whole', () => {
  it('shows every grant with the event that wrote it down: since when and by whom', async () => {
    const giver = await person({ roles: ['org_admin'], name: 'Giver' })
    const id = await world.user()
    const [first, second] = [await world.building(), await world.building()].toSorted()
    const [here = '', there = ''] = [first, second]
    const user = `/api/users/${id}`
    await giver.http.post(`${user}/roles`, { roleKeys: ['viewer', 'admin'] })
    await giver.http.delete(`${user}/roles/viewer`)
    const overrides = [
      { permissionKey: 'units.write', effect: 'ALLOW' },
      { permissionKey: 'roles.assign', effect: 'ALLOW' },
      { permissionKey: 'audit.read', effect: 'DENY' },
    ]
    await giver.http.put(`${user}/permission-overrides`, { overrides: overrides.slice(0, 1) })
    await admin.put(`${user}/permission-overrides`, { overrides })
    await admin.post(`${user}/roles`, { roleKeys: ['viewer'] })
    const assignment = await giver.http.post(inBuilding(here, '/assignments'), { userId: id, type: 'STAFF' })
    const homes = [await world.unit(there), await world.unit(there)]
    const occupancies: unknown[] = []
    for (const unitId of homes) {
      const body = { unitId, residentUserId: id, startAt: '2020-01-01T00:00:00Z' }
      occupancies.push((await giver.http.post(inBuilding(there, '/occupancies'), body)).at('id'))
    }
    const events = async (target: unknown, action: string) => {
      const log = await admin.get(`/api/org/audit-log?target=${target}&action=${action}`)
      return log.items('').map((event) => ({ since: Object(event).at, by: Object(event).actor.userId }))
    }
    const [added, , both] = await events(id, 'user.roles_changed')
    const [secondly, firstly] = await events(id, 'user.overrides_changed')
    const [assigned] = await events(assignment.at('id'), 'assignment.created')
    const role = { code: 'global_permission', via: { role: 'admin' }, ...both }
    const viewer = { code: 'global_permission', via: { role: 'viewer' }, ...added }
    const allow = { code: 'global_permission', via: { override: 'ALLOW' }, permissionKey: 'units.write', ...firstly }
    const assigning = { ...allow, permissionKey: 'roles.assign', ...secondly }
    const staff = { code: 'building_assignment', type: 'STAFF', assignmentId: assignment.at('id'), ...assigned }
    const lives = await Promise.all(
      occupancies.map(async (occupancyId) => {
        const [moved] = await events(occupancyId, 'occupancy.started')
        return { code: 'occupancy', occupancyId, ...moved }
      }),
    )

    const shown = await accessOf(id)
    const byIds = (via: unknown) => grantsOf(via).map((grant) => ({ ...grant, by: Object(grant['by'] ?? {}).id }))
    expect(byIds(shown.at('org.via'))).toEqual([role, viewer, allow, assigning])
    expect(shown.items('via').map(byIds)).toEqual([
      [role, viewer, allow, staff],
      [role, viewer, allow, ...lives],
    ])
    expect(shown.at('org.via.0.by')).toEqual({ id: giver.id, name: 'Giver' })
    expect(shown.at('org.denied')).toEqual(['audit.read'])
    expect(shown.at('org.permissionKeys')).toEqual(PERMISSION_KEYS.filter((key) => key !== 'audit.read'))
    expect(shown.at('user')).toEqual((await admin.get(user)).body)
  })

  it('tells of what was written without an event when, and of nobody who did it', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const via = (await accessOf(id)).at('org.via.0')
    expect(via).toEqual({ code: 'global_permission', via: { role: 'viewer' }, since: expect.any(String), by: null })
    expect(Math.abs(Date.now() - Date.parse(Object(via).since))).toBeLessThan(600_000)
  })

  it('tells whether a global key holds in every building', async () => {
    const [viewer, auditor] = [await world.user({ roles: ['viewer'] }), await world.user({ allow: ['audit.read'] })]
    expect([(await accessOf(viewer)).at('allBuildings'), (await accessOf(auditor)).at('allBuildings')]).toEqual([
      true,
      false,
    ])
  })

  it.each(['INVITED', 'DISABLED'] as const)('shows somebody %s the same grants, and no keys', async (status) => {
    const id = await world.user({ roles: ['viewer'], allow: ['units.write'] })
    await world.assign(id, await world.building(), 'BUILDING_ADMIN')
    const active = await accessOf(id)
    await db.query(`UPDATE users SET status = $1::"UserStatus" WHERE org_id = $2 AND id = $3`, [
      status,
      world.orgId,
      id,
    ])
    const now = await accessOf(id)
    expect([now.at('org.via'), now.items('via')]).toEqual([active.at('org.via'), active.items('via')])
    expect([now.at('org.permissionKeys'), now.items('permissionKeys'), now.at('allBuildings')]).toEqual([
      [],
      [[]],
      false,
    ])
    expect(active.items('permissionKeys.length')).toEqual([BUILDING_KEYS.length])
  })

  it.each([1, 2, 200])('lists the buildings with grants of their own, each once, at %i a page', async (limit) => {
    const id = await world.user({ roles: ['viewer'] })
    const buildings = [await world.building(), await world.building(), await world.building()].toSorted()
    for (const building of buildings) for (const type of PLACED) await world.assign(id, building, type)
    await world.occupy(id, buildings[0] ?? '')
    await world.endOccupancy(await world.occupy(id, await world.building()))
    const pages = await readPages(admin, `/api/users/${id}/access`, limit, 'building.id')
    expect(pages.flat()).toEqual(buildings)
  })
})

describe('in the generated world 31', async () => {
  const { resources } = await populate(db, 31)
  const [orgId = ''] = resources.filter(({ type }) => type === 'org').map(({ id }) => id)
  const theirAdmin = await api.as(orgId, await makeAdmin(orgId))
  const column = async (text: string) => (await db.query<{ id: string }>(text, [orgId])).rows.map(({ id }) => id)

  async function makeAdmin(org: string): Promise<string> {
    const id = crypto.randomUUID()
    const row = [org, id, `${id}@example.test`]
    await db.query(
      `INSERT INTO users (org_id, id, email, name, status, password_hash, updated_at)
       VALUES ($1, $2, $3, 'Admin', 'ACTIVE', 'no hash', now())`,
      row,
    )
    await db.query(`INSERT INTO user_roles (org_id, user_id, role_key) VALUES ($1, $2, 'org_admin')`, [org, id])
    return id
  }

  /** What the access views of all buildings say of everybody: `user building` to keys and grants. */
  async function views(http: Http, buildings: readonly string[]) {
    const entries: [string, unknown][] = []
    for (const building of buildings) {
      const list = await http.get(inBuilding(building, '/access?limit=200'))
      for (const item of list.items('')) {
        const { user, permissionKeys, via } = Object(item)
        entries.push([`${user.id} ${building}`, { permissionKeys, via: via.map(bare).toSorted() }])
      }
    }
    return new Map(entries)
  }

  it('is the union of the access views of every building', async () => {
    const buildings = await column('SELECT id FROM buildings WHERE org_id = $1 ORDER BY id')
    const seen = await views(theirAdmin, buildings)
    const users = await column(
      `SELECT id FROM users u WHERE org_id = $1 AND (SELECT count(*) FROM users o WHERE o.id = u.id) = 1`,
    )
    let shown = 0
    for (const user of users) {
      const whole = await accessOf(user, theirAdmin)
      const items = new Map(whole.items('').map((item) => [Object(item).building.id, Object(item)]))
      for (const building of buildings) {
        const view = seen.get(`${user} ${building}`)
        const item = items.get(building)
        if (item === undefined) {
          // Without grants of their own there, what holds is what holds everywhere.
          const keys = BUILDING_KEYS.filter((key) => Object(whole.at('org.permissionKeys')).includes(key))
          expect(Object(view).permissionKeys ?? []).toEqual(keys)
          continue
        }
        const via = [...new Set(grantsOf(item.via).map(bare))].toSorted()
        // Who may do nothing there is in no access view.
        const isNobody = item.permissionKeys.length === 0
        expect([user, building, view]).toEqual([user, building, isNobody ? undefined : { ...pick(item), via }])
        shown += 1
      }
    }
    expect(shown).toBeGreaterThan(10)
  })

  const pick = ({ permissionKeys }: { permissionKeys: unknown }) => ({ permissionKeys })
})
