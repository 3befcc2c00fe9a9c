import type { Client, Item } from '@latchkey/client'
import pLimit from 'p-limit'
import { LARGEST_PAGE, type Operator } from '../api/operator.ts'

const BUILDINGS_AT_ONCE = 4

/** Names that people take for the same. */
export const fold = (name: string): string => name.normalize('NFC').toLowerCase()

/** Everything of the org on which it depends what a row comes to. */
export interface Org {
  readonly ownId: string
  readonly permissions: ReadonlySet<string>
  readonly users: readonly Item<'listUsers'>[]
  /** Every building; those that are named come with what is in them. */
  readonly buildings: readonly OrgBuilding[]
}

export interface OrgBuilding {
  readonly id: string
  readonly name: string
  readonly timezone: string | null
  readonly units: readonly Item<'listUnits'>[]
  readonly assignments: readonly Item<'listAssignments'>[]
  /** Whatever their status. */
  readonly occupancies: readonly Item<'listOccupancies'>[]
}

async function readBuilding({ pages }: Client, { id, name, timezone }: Item<'listBuildings'>): Promise<OrgBuilding> {
  const input = { path: { buildingId: id }, query: LARGEST_PAGE }
  const all = { ...input, query: { ...LARGEST_PAGE, status: 'ALL' } } as const
  const held = { ...input, query: { ...LARGEST_PAGE, include: 'scheduled' } } as const
  const [units, assignments, occupancies] = await Promise.all([
    Array.fromAsync(pages('listUnits', input)),
    Array.fromAsync(pages('listAssignments', held)),
    Array.fromAsync(pages('listOccupancies', all)),
  ])
  return { id, name, timezone, units, assignments, occupancies }
}

/** What the operator holds everywhere in the org. @throws LatchkeyError, UnreachableError */
export const readPermissions = async ({ api }: Client): Promise<ReadonlySet<string>> =>
  new Set((await api.getMe()).permissions)

/** `named` are the buildings, by name or id, that are looked into. @throws LatchkeyError, UnreachableError */
export async function readOrg({ client, user }: Operator, named: ReadonlySet<string>): Promise<Org> {
  const limit = pLimit(BUILDINGS_AT_ONCE)
  const permissions = await readPermissions(client)
  const [users, known] = await Promise.all([
    Array.fromAsync(client.pages('listUsers', { query: { ...LARGEST_PAGE, include: 'scheduled' } })),
    Array.fromAsync(client.pages('listBuildings', { query: LARGEST_PAGE })),
  ])
  const buildings = known.map((building) =>
    named.has(fold(building.name)) || named.has(building.id)
      ? limit(() => readBuilding(client, building))
      : { ...building, units: [], assignments: [], occupancies: [] },
  )
  return { ownId: user.id, permissions, users, buildings: await Promise.all(buildings) }
}
