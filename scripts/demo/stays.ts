import { INVITED_RESIDENTS, RESIDENTS } from './cast.ts'
import { PLACES, type Place } from './places.ts'

/** Somebody lives, lived or will live in a unit; ISO 8601 in UTC. */
export interface Stay {
  readonly place: Place
  readonly label: string
  readonly name: string
  readonly startAt: string
  /** Absent: to this day. */
  readonly endAt?: string
  /** Until then, by what is agreed. */
  readonly plannedEndAt?: string
}

/** Every fifth unit is free. */
const VACANT_EVERY = 5
/** How many units lie between a resident's former unit and the present one. */
const FAR = 17

const day = (year: number, month: number): string => new Date(Date.UTC(year, month, 1, 10)).toISOString()

const units = PLACES.flatMap((place) => place.units.map(({ label }) => ({ place, label })))

/** Who lives in each unit today, by the order of the units; more units than residents: a few have two homes. */
const current: readonly (Stay | undefined)[] = units.map((unit, at) => {
  if (at % VACANT_EVERY === VACANT_EVERY - 1) return undefined
  const name = RESIDENTS[(at - Math.floor(at / VACANT_EVERY)) % RESIDENTS.length] ?? ''
  return { ...unit, name, startAt: day(2022 + (at % 4), at % 12) }
})

/** The resident of another unit, who moved there from this one: out and in on the same day. */
function before(at: number): Stay[] {
  const [now, moved] = [current[at], current[(at + FAR) % units.length]]
  const isWanted = moved !== undefined && !INVITED_RESIDENTS.includes(moved.name)
  const isFreeInTime = now === undefined || (moved !== undefined && moved.startAt <= now.startAt)
  const unit = units[at]
  if (!isWanted || !isFreeInTime || unit === undefined) return []
  return [{ ...unit, name: moved.name, startAt: day(2019 + (at % 2), at % 12), endAt: moved.startAt }]
}

/** So many of the free units are booked, from next March on, the first of them for a year. */
const BOOKED = 3
const NEXT_YEAR = new Date().getUTCFullYear() + 1
const vacant = current.flatMap((now, at) => (now === undefined ? [at] : []))

function booked(at: number): Stay[] {
  const [unit, turn] = [units[at], vacant.indexOf(at)]
  if (unit === undefined || turn < 0 || turn >= BOOKED) return []
  const stay = { ...unit, name: RESIDENTS[turn] ?? '', startAt: day(NEXT_YEAR, 2) }
  return [turn === 0 ? { ...stay, plannedEndAt: day(NEXT_YEAR + 1, 2) } : stay]
}

/** Every stay, a list for each unit, the earlier first. */
export const STAYS: readonly (readonly Stay[])[] = current.map((now, at) => [
  ...before(at),
  ...(now ? [now] : booked(at)),
])
