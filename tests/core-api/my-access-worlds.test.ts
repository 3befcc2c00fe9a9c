import type { PermissionKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { populate } from '../authz/search-worlds.ts'
import type { Http, Reply } from '../support/http.ts'
import { randomly } from '../support/random.ts'
import { ROUTES, type Route, sendTo } from '../support/routes.ts'
import { setScene } from '../support/scene.ts'
import type { Ids } from '../support/targets.ts'
import { newId } from '../support/world.ts'

const { db, api } = await setScene()

const SEEDS = [11, 12]
type Keyed = Route & { readonly permission: PermissionKey }
const KEYED = ROUTES.filter((route): route is Keyed => route.permission !== undefined)

/** Enough to reach the right of a route, and too little to do anything: no parameter of a query has this name. */
const knock = (http: Http, route: Route, ids: Ids): Promise<Reply> => sendTo(http, route, ids, { query: '?nonsense=1' })

/** Who may ask, and about what. Somebody whose id is used in both orgs is nobody to authz. */
async function inhabitants(orgId: string) {
  const ids = async (what: string) => {
    const { rows } = await db.query<{ id: string }>(`SELECT id FROM ${what} AND org_id = $1 ORDER BY id`, [orgId])
    return rows.map(({ id }) => id)
  }
  const unshared = '(SELECT count(*) FROM users o WHERE o.id = u.id) = 1'
  return {
    active: await ids(`users u WHERE status = 'ACTIVE' AND ${unshared}`),
    buildings: await ids('buildings WHERE true'),
  }
}

interface Listed {
  readonly org: readonly unknown[]
  readonly inBuilding: ReadonlyMap<string, readonly unknown[]>
}

async function listedFor(http: Http, buildings: readonly string[]): Promise<Listed> {
  const reply = await http.get(`/api/me/access?${buildings.map((id) => `buildingId=${id}`).join('&')}`)
  const ids = reply.items('buildingId').map(String)
  const keys = reply.items('permissionKeys').map((one) => Array.from(Object(one)))
  expect(ids).toEqual(buildings)
  return {
    org: Array.from(Object(reply.at('org.permissionKeys'))),
    inBuilding: new Map(ids.map((id, at) => [id, keys[at] ?? []])),
  }
}

/** Whether the answer to what may I do lists the key where the route is asked. */
function isListed(
  { org, inBuilding }: Listed,
  { permission, further, kind, path }: Keyed,
  buildingId: string,
): boolean {
  if (kind === 'org') return [permission, ...further].every((key) => org.includes(key))
  if (path.includes('{buildingId}')) return inBuilding.get(buildingId)?.includes(permission) === true
  // A list over buildings is refused when the key holds on none.
  return org.includes(permission) || [...inBuilding.values()].some((keys) => keys.includes(permission))
}

const placeOf = ({ kind, path }: Keyed): string =>
  path.includes('{buildingId}') ? 'building' : kind === 'org' ? 'org' : 'buildings'
/** The operations that are asked for the same key in the same kind of place. */
const OPERATIONS = [...Map.groupBy(KEYED, (route) => `${route.permission} ${placeOf(route)}`).values()]

describe.each(SEEDS)('in the generated world %i', async (seed) => {
  const { resources } = await populate(db, seed)
  const { one } = randomly(seed)
  const orgs = resources.filter(({ type }) => type === 'org').slice(0, 2)
  const seen = { true: 0, false: 0 }

  const visit = async (orgId: string, userId: string, buildings: readonly string[]) => {
    const http = await api.as(orgId, userId)
    const listed = await listedFor(http, buildings)
    for (const [operation, buildingId] of OPERATIONS.flatMap((alike) =>
      buildings.map((at) => [one(alike), at] as const),
    )) {
      const absent = { orgId, sessionId: newId(), unitId: newId(), assignmentId: newId(), occupancyId: newId() }
      // What is asked of oneself is refused as such only after the key.
      const { code } = await knock(http, operation, { ...absent, buildingId, userId, roleKey: 'viewer' })
      expect(code).toBeOneOf(['forbidden', 'invalid_request', 'not_found', 'self_change'])
      const isAllowed = code !== 'forbidden'
      const about = [userId, operation.name, buildingId]
      expect([...about, isListed(listed, operation, buildingId)]).toEqual([...about, isAllowed])
      seen[`${isAllowed}`] += 1
    }
  }

  it('a key is listed exactly when a request to an operation of that key is not 403', { timeout: 60_000 }, async () => {
    for (const { id: orgId } of orgs) {
      const { active, buildings } = await inhabitants(orgId)
      for (const userId of active) await visit(orgId, userId, buildings)
    }
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(50)
  })
})
