import { idOf } from '../seed/ids.ts'
import { below, pick, type Random } from './random.ts'
import { KEY_NAMES, type Role } from './rules.ts'

export const WORLD = { number: 1, slug: 'questions', buildings: 200, unitsPerBuilding: 50, users: 2_000 } as const

const ROLES: readonly Role[] = ['org_admin', 'admin', 'viewer', 'viewer', 'viewer']
const TYPES = ['MANAGER', 'STAFF', 'BUILDING_ADMIN'] as const

export interface Person {
  /** Their number in the org. */
  readonly number: number
  readonly id: string
  readonly status: 'ACTIVE' | 'DISABLED'
  readonly roles: readonly Role[]
  readonly overrides: readonly { readonly key: string; readonly effect: 'ALLOW' | 'DENY' }[]
  /** Buildings by number, each at most once. */
  readonly assignments: readonly { readonly building: number; readonly type: (typeof TYPES)[number] }[]
  /** Units by number. */
  readonly homes: readonly number[]
}

export const unitId = (unit: number): string => idOf(WORLD.number, 'unit', unit)
export const buildingId = (building: number): string => idOf(WORLD.number, 'building', building)
export const buildingOfUnit = (unit: number): number => Math.floor(unit / WORLD.unitsPerBuilding)

/** Some of everything: a quarter has a role, a sixth an override, most an assignment or a home. */
function makePerson(random: Random, number: number): Person {
  const overrides =
    random() < 1 / 6 ? [{ key: pick(random, KEY_NAMES), effect: pick(random, ['ALLOW', 'DENY'] as const) }] : []
  const buildings = new Set(Array.from({ length: below(random, 5) }, () => below(random, WORLD.buildings)))
  // Every second unit is lived in, and of those each person has the ones that end on their number.
  const homes = Array.from({ length: below(random, 3) }, (_, place) => 2 * (number + place * WORLD.users) + 1)
  return {
    number,
    id: idOf(WORLD.number, 'user', number),
    status: random() < 0.05 ? 'DISABLED' : 'ACTIVE',
    roles: random() < 1 / 4 ? [pick(random, ROLES)] : [],
    overrides,
    assignments: [...buildings].map((building) => ({ building, type: pick(random, TYPES) })),
    homes: homes.filter((unit) => unit < WORLD.buildings * WORLD.unitsPerBuilding),
  }
}

/** People by number; user 0 is an org_admin and nothing else. */
export const makePeople = (random: Random): readonly Person[] =>
  Array.from({ length: WORLD.users }, (_, number) => {
    const person = makePerson(random, number)
    const admin: Pick<Person, 'status' | 'roles' | 'overrides'> = {
      status: 'ACTIVE',
      roles: ['org_admin'],
      overrides: [],
    }
    return number === 0 ? { ...person, ...admin } : person
  })
