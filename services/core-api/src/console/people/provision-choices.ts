import type { Item } from '@latchkey/client'
import { whenPermitted } from '../permitted.ts'
import type { Visit } from '../visit.ts'

/** As many as a list to choose from holds. */
export const MOST = 200

export interface Choices {
  readonly roles: readonly { readonly key: string; readonly name: string; readonly description: string }[]
  readonly buildings: readonly Pick<Item<'listBuildings'>, 'id' | 'name' | 'timezone' | 'permissionKeys'>[]
  readonly units: readonly Item<'listOrgUnits'>[]
  /** The building that the form is of, or nothing where it is of all. */
  readonly chosen: string
  /** The time zone of that building, if it has one. */
  readonly zone: string | null
  readonly hasMoreBuildings: boolean
  readonly hasMoreUnits: boolean
}

const include = 'permissions'

/** The buildings to choose from: the one that the page names, or as many as a list holds. */
async function placesOf({ client: { api } }: Visit, chosen: string) {
  if (chosen === '') return whenPermitted(api.listBuildings({ query: { limit: MOST, include } }))
  const one = await whenPermitted(api.getBuilding({ path: { buildingId: chosen }, query: { include } }))
  return one && { items: [one], nextCursor: null }
}

/** What the person who fills in the form may give. */
export async function choicesOf(visit: Visit): Promise<Choices> {
  const { api } = visit.client
  const { org } = await visit.rights()
  const chosen = visit.query.get('building') ?? ''
  const within = chosen !== '' && { buildingId: chosen }
  const [roles, buildings, units] = await Promise.all([
    org.has('roles.read') && org.has('roles.assign') ? api.listRoles() : { items: [] },
    placesOf(visit, chosen),
    whenPermitted(api.listOrgUnits({ query: { limit: MOST, available: true, sort: 'label', ...within } })),
  ])
  const places = buildings?.items ?? []
  const here = new Set(places.filter((one) => one.permissionKeys?.includes('occupancy.write')).map(({ id }) => id))
  const homes = (units?.items ?? []).filter(({ building }) => here.has(building.id))
  return {
    ...{ roles: roles.items, buildings: places, units: homes, chosen },
    zone: chosen === '' ? null : (places[0]?.timezone ?? null),
    hasMoreBuildings: (buildings?.nextCursor ?? null) !== null,
    hasMoreUnits: (units?.nextCursor ?? null) !== null,
  }
}
