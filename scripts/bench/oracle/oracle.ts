import { HOLDS, KEYS } from './rules.ts'
import { buildingOfUnit, type Person } from './world.ts'

/** The org as a whole, or a building by number. */
export type Place = 'org' | number

function holdsGlobally({ roles, overrides }: Person, name: string): boolean {
  const override = overrides.find(({ key }) => key === name)?.effect
  return override === undefined ? roles.some((role) => HOLDS[role](name)) : override === 'ALLOW'
}

/** Whether somebody may, by the words of the contract. */
export function isAllowed(person: Person, name: string, place: Place): boolean {
  const key = KEYS[name]
  if (key === undefined || person.status !== 'ACTIVE') return false
  if (place === 'org') return holdsGlobally(person, name)
  if (key.on !== 'building') return false
  if (holdsGlobally(person, name)) return true
  const assignment = person.assignments.find(({ building }) => building === place)
  if (assignment !== undefined && (key.writes !== true || assignment.type === 'BUILDING_ADMIN')) return true
  return key.residents === true && person.homes.some((unit) => buildingOfUnit(unit) === place)
}
