/** What has an id, and the number that stands for it there. */
const KINDS = { org: 1, user: 2, building: 3, unit: 4, assignment: 5, occupancy: 6 } as const
export type Kind = keyof typeof KINDS

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const prefixOf = (org: number, kind: Kind): string => `${hex(org, 8)}-${hex(KINDS[kind], 4)}-7000-8000-`

/** The id of the n-th thing of an org: known without asking, and in the order of the numbers as UUIDv7 are. */
export const idOf = (org: number, kind: Kind, n: number): string => prefixOf(org, kind) + hex(n, 12)

/** The same in SQL, for a number that an expression gives. */
export const sqlIdOf = (org: number, kind: Kind, n: string): string =>
  `('${prefixOf(org, kind)}' || lpad(to_hex(${n}), 12, '0'))::uuid`
