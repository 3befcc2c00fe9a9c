import { idOf } from '../seed/ids.ts'
import { isAllowed, type Place } from './oracle.ts'
import { below, pick, type Random } from './random.ts'
import { KEY_NAMES } from './rules.ts'
import { buildingId, buildingOfUnit, type Person, unitId, WORLD } from './world.ts'

/** A question, what it is about, and the decision that is right. */
export interface Asked {
  readonly person: Person
  readonly place: Place
  readonly question: {
    readonly subject: { readonly type: 'user'; readonly id: string }
    readonly action: { readonly name: string }
    readonly resource: { readonly type: 'org' | 'building' | 'unit'; readonly id: string }
  }
  readonly allowed: boolean
}

/** Mostly where somebody has something to do, for elsewhere nearly all is denied. */
function makeBuilding(random: Random, { assignments, homes }: Person): number {
  const near = [...assignments.map(({ building }) => building), ...homes.map(buildingOfUnit)]
  return near.length > 0 && random() < 0.75 ? pick(random, near) : below(random, WORLD.buildings)
}

function resourceIn(random: Random, place: Place): Asked['question']['resource'] {
  if (place === 'org') return { type: 'org', id: idOf(WORLD.number, 'org', 0) }
  if (random() < 0.7) return { type: 'building', id: buildingId(place) }
  return { type: 'unit', id: unitId(place * WORLD.unitsPerBuilding + below(random, WORLD.unitsPerBuilding)) }
}

function makeQuestion(random: Random, person: Person): Asked {
  const name = pick(random, KEY_NAMES)
  const place: Place = random() < 0.1 ? 'org' : makeBuilding(random, person)
  const subject = { type: 'user', id: person.id } as const
  const question = { subject, action: { name }, resource: resourceIn(random, place) }
  return { person, place, question, allowed: isAllowed(person, name, place) }
}

/** So many questions, permits and denials in turn. */
export function makeQuestions(random: Random, people: readonly Person[], count: number): readonly Asked[] {
  const asked: Asked[] = []
  while (asked.length < count) {
    const one = makeQuestion(random, pick(random, people))
    if (one.allowed === (asked.length % 2 === 0)) asked.push(one)
  }
  return asked
}

const isMixed = (batch: readonly Asked[]): boolean => {
  const permits = batch.filter(({ allowed }) => allowed).length
  return permits > 0 && permits < batch.length
}

/** Batches of one person each, as core-api sends them, with permits and denials in every one. */
export function makeBatches(random: Random, people: readonly Person[], count: number, length: number) {
  const batches: (readonly Asked[])[] = []
  while (batches.length < count) {
    const person = pick(random, people)
    const batch = Array.from({ length }, () => makeQuestion(random, person))
    if (isMixed(batch)) batches.push(batch)
  }
  return batches
}

export const decisionsOf = (asked: readonly Asked[]): string =>
  asked.map(({ allowed }) => (allowed ? 't' : 'f')).join('')
