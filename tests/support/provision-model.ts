import { ROLE_KEYS } from '@latchkey/shared/permissions'

/**
 * Provisioning once more, as plainly as it can be said, from product.md and api.md alone. Buildings and units are named
 * `A` and `A1`; the unit's first letter is its building. Nothing here knows a database.
 */
interface Person {
  name: string
  status: 'INVITED' | 'ACTIVE' | 'DISABLED'
  readonly roles: Set<string>
  readonly assignments: Set<string>
  readonly ended: string[]
  /** How often an invite was sent, and whether one is pending. */
  invites: number
  pending: boolean
}

export interface World {
  readonly people: Map<string, Person>
  /** Who lives in a unit, by the name of the unit. */
  readonly living: Map<string, string>
}

export type Caller = 'org_admin' | 'admin' | 'admin of A'

export interface Call {
  readonly by: Caller
  readonly email: string
  readonly name: string
  readonly password: boolean
  readonly sendInvite: boolean
  readonly roles: readonly string[]
  readonly assignments: readonly { readonly building: string; readonly type: string }[]
  readonly resident?: {
    readonly building: string
    readonly unit: string
    readonly move: boolean
    readonly from?: string
  }
  readonly ifEmailExists: 'LINK' | 'ERROR'
  readonly atomic: boolean
}

interface Done {
  readonly status: 200 | 201
  readonly userStatus: Person['status']
  readonly name: string
  readonly roles: readonly string[]
  /** `A STAFF true` when it was made by this call. */
  readonly assignments: readonly string[]
  readonly resident: { readonly unit: string; readonly created: boolean; readonly left: string | null } | null
  readonly invite: 'PENDING' | null
  readonly ignored: readonly string[]
}

export type Answer = Done | { readonly status: number; readonly code: string }

export const BUILDINGS: readonly string[] = ['A', 'B']
export const UNITS: readonly string[] = ['A1', 'A2', 'B1', 'B2']
export const newWorld = (): World => ({ people: new Map(), living: new Map() })

const refuse = (status: number, code: string) => ({ status, code })
const isIn = (unit: string, building: string) => UNITS.includes(unit) && unit.startsWith(building)
const homesOf = ({ living }: World, email: string) => UNITS.filter((unit) => living.get(unit) === email)

/** The unit that is left, or null; or why the person cannot move. */
function departure(world: World, { email, resident }: Call): { left: string | null; stays: boolean; code?: string } {
  const homes = homesOf(world, email)
  if (resident === undefined || homes.includes(resident.unit)) return { left: null, stays: true }
  if (!resident.move) return { left: null, stays: false }
  if (resident.from !== undefined) {
    const { from } = resident
    return homes.includes(from)
      ? { left: from, stays: false }
      : { left: null, stays: false, code: 'from_unit_not_occupied' }
  }
  return homes.length > 1
    ? { left: null, stays: false, code: 'ambiguous_move' }
    : { left: homes[0] ?? null, stays: false }
}

function mayDo(world: World, call: Call): boolean {
  const { left } = departure(world, call)
  const buildings = call.assignments.map(({ building }) => building)
  if (call.resident) buildings.push(call.resident.building)
  if (left !== null) buildings.push(left.slice(0, 1))
  switch (call.by) {
    case 'org_admin':
      return true
    case 'admin':
      return call.roles.length === 0
    case 'admin of A':
      return call.roles.length === 0 && buildings.length > 0 && buildings.every((building) => building === 'A')
  }
}

function refusal(world: World, call: Call): { status: number; code: string } | undefined {
  const { resident, assignments } = call
  const person = world.people.get(call.email)
  if (!call.atomic) return refuse(400, 'unsupported_mode')
  if (!call.roles.every((role) => ROLE_KEYS.some((known) => known === role))) return refuse(400, 'unknown_role')
  const named = [...assignments, ...(resident ? [resident] : [])].map(({ building }) => building)
  if (!named.every((building) => BUILDINGS.includes(building))) return refuse(400, 'building_not_in_org')
  if (resident && !isIn(resident.unit, resident.building)) return refuse(400, 'unit_not_in_building')
  if (!mayDo(world, call)) return refuse(403, 'forbidden')
  if (person === undefined && !call.password && !call.sendInvite) return refuse(400, 'credential_required')
  if (person !== undefined && call.ifEmailExists === 'ERROR') return refuse(409, 'email_exists')
  if (person?.status === 'DISABLED') return refuse(409, 'user_disabled')
  const { code, stays } = departure(world, call)
  if (code !== undefined) return refuse(code === 'ambiguous_move' ? 409 : 400, code)
  const isTaken = resident !== undefined && !stays && world.living.has(resident.unit)
  return isTaken ? refuse(409, 'unit_occupied') : undefined
}

function settle(world: World, call: Call, person: Person): Done['resident'] {
  if (call.resident === undefined) return null
  const { unit } = call.resident
  const { left, stays } = departure(world, call)
  if (left !== null) {
    world.living.delete(left)
    person.ended.push(left)
  }
  world.living.set(unit, call.email)
  return { unit, created: !stays, left }
}

const create = ({ name, password }: Call): Person => ({
  ...{ name, status: password ? 'ACTIVE' : 'INVITED', roles: new Set(), assignments: new Set(), ended: [] },
  ...{ invites: 0, pending: false },
})

/** What the call is answered; the world is as it leaves it. */
export function provisionInModel(world: World, call: Call): Answer {
  const refused = refusal(world, call)
  if (refused !== undefined) return refused
  const known = world.people.get(call.email)
  const person = known ?? create(call)
  world.people.set(call.email, person)
  // A building admin invites whom they bring in, and nobody who is there.
  const mayInvite = known === undefined || call.by !== 'admin of A'
  const isInvited = call.sendInvite && person.status === 'INVITED' && mayInvite
  if (isInvited && !person.pending) Object.assign(person, { invites: person.invites + 1, pending: true })
  for (const role of call.roles) person.roles.add(role)
  const wanted = new Set(call.assignments.map(({ building, type }) => `${building} ${type}`))
  const assignments = [...wanted].map((one) => `${one} ${!person.assignments.has(one)}`)
  for (const one of wanted) person.assignments.add(one)
  const differs = [
    ...(known && call.name !== known.name ? ['/identity/name'] : []),
    ...(known && call.password ? ['/identity/password'] : []),
    ...(known && call.sendInvite && !isInvited ? ['/identity/sendInvite'] : []),
  ]
  return {
    ...{ status: known ? 200 : 201, userStatus: person.status, name: person.name },
    ...{ roles: [...new Set(call.roles)], assignments },
    resident: settle(world, call, person),
    ...{ invite: isInvited ? 'PENDING' : null, ignored: differs },
  }
}
