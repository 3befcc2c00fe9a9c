import type { Resource, SubjectFacts } from '@latchkey/authz/policy/types'
import type { Policy } from './policy.ts'

const ORG = 'the org'
const OWN = 'the own building'

/** Where somebody can be asked about who has grants in one building. */
export const PLACES = {
  'own building': { type: 'building', orgId: ORG, id: OWN },
  'other building': { type: 'building', orgId: ORG, id: 'another building' },
  org: { type: 'org', id: ORG },
} as const satisfies Record<string, Resource>
export type Place = keyof typeof PLACES
// safe because PLACES has exactly the keys of its own type
const PLACE_NAMES = Object.keys(PLACES) as Place[]

export const OVERRIDES = ['none', 'ALLOW', 'DENY'] as const
export const OCCUPANCY = ['none', 'resident'] as const
export const STATUSES = ['ACTIVE', 'INVITED', 'DISABLED'] as const

/** Everything that a decision can depend on. The override is one of the key that is asked. */
export interface Cell {
  readonly key: string
  readonly place: Place
  readonly roleKeys: readonly string[]
  readonly override: (typeof OVERRIDES)[number]
  readonly types: readonly string[]
  readonly occupancy: (typeof OCCUPANCY)[number]
  readonly status: (typeof STATUSES)[number]
}

/** A row of the table of all cells; in each row the columns are the same. */
export type Row = Pick<Cell, 'key' | 'place' | 'roleKeys'>

export interface Axes {
  readonly keys: readonly string[]
  readonly roleSets: readonly (readonly string[])[]
  readonly typeSets: readonly (readonly string[])[]
}

const subsetsOf = (names: readonly string[]): string[][] => {
  const [last, ...before] = names.toReversed()
  if (last === undefined) return [[]]
  const without = subsetsOf(before.toReversed())
  return [...without, ...without.map((set) => [...set, last])]
}

/** All names that any of the policies knows, in an order that does not depend on theirs. */
export function axesOf(...policies: readonly Policy[]): Axes {
  const all = (names: (policy: Policy) => readonly string[]) => [...new Set(policies.flatMap(names))].toSorted()
  return {
    keys: all(({ keys }) => keys),
    roleSets: subsetsOf(all(({ roleKeys }) => roleKeys)),
    typeSets: subsetsOf(all(({ types }) => types)),
  }
}

export const rowsOf = ({ keys, roleSets }: Axes): Row[] =>
  keys.flatMap((key) => PLACE_NAMES.flatMap((place) => roleSets.map((roleKeys) => ({ key, place, roleKeys }))))

export const cellsOf = (row: Row, { typeSets }: Axes): Cell[] =>
  OVERRIDES.flatMap((override) =>
    typeSets.flatMap((types) =>
      OCCUPANCY.flatMap((occupancy) => STATUSES.map((status) => ({ ...row, override, types, occupancy, status }))),
    ),
  )

/** The facts of a subject that has exactly the grants of this cell. */
export const subjectOf = ({ key, roleKeys, override, types, occupancy, status }: Cell): SubjectFacts => ({
  asOf: 0,
  orgId: ORG,
  id: 'somebody',
  status,
  version: 1,
  roleKeys,
  allow: override === 'ALLOW' ? [key] : [],
  deny: override === 'DENY' ? [key] : [],
  // safe because a policy ignores the types that it does not know
  assignments: types.map((type) => ({ id: type, buildingId: OWN, type })) as SubjectFacts['assignments'],
  occupancies: occupancy === 'none' ? [] : [{ id: 'a home', buildingId: OWN }],
})
