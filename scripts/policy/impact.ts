import { createFacts, type Facts } from '@latchkey/authz/facts/facts'
import type { QuestionFacts } from '@latchkey/authz/policy/types'
import { DomainError } from '@latchkey/shared/errors'
import type { Pool } from 'pg'
import { answerOn } from './answers.ts'
import { type Org, type Person, readOrgs, readPeople } from './people.ts'
import type { Policy } from './policy.ts'

export interface Policies {
  readonly before: Policy
  readonly after: Policy
}

/** Where somebody is asked about: the org, or buildings in which the answer is the same. */
interface Place {
  readonly type: 'org' | 'building'
  readonly ids: readonly [string, ...string[]]
}

/** Keys that somebody gains or loses somewhere. */
export interface Effect {
  readonly gains: boolean
  readonly keys: readonly string[]
  readonly place: Place
}

export interface PersonImpact {
  readonly org: Org
  readonly person: Person
  readonly effects: readonly Effect[]
}

/** Where somebody has no grants the answer is the same everywhere: one such building stands for all. */
function placesOf(org: Org, { buildingIds }: Person): Place[] {
  const own = buildingIds.map((id): Place => ({ type: 'building', ids: [id] }))
  const [first, ...others] = org.buildings.map(({ id }) => id).filter((id) => !buildingIds.includes(id))
  const elsewhere: Place[] = first === undefined ? [] : [{ type: 'building', ids: [first, ...others] }]
  return [{ type: 'org', ids: [org.id] }, ...own, ...elsewhere]
}

function effectsOn(facts: QuestionFacts, { before, after }: Policies, place: Place): Effect[] {
  const keys = [...new Set([...before.keys, ...after.keys])].map((key) => ({
    key,
    had: answerOn(before, facts, key).decision,
    has: answerOn(after, facts, key).decision,
  }))
  const gained = keys.filter(({ had, has }) => has && !had).map(({ key }) => key)
  const lost = keys.filter(({ had, has }) => had && !has).map(({ key }) => key)
  return [
    { gains: true, keys: gained, place },
    { gains: false, keys: lost, place },
  ].filter((effect) => effect.keys.length > 0)
}

/** What changes for the people of a page: their facts are read by one statement, as authz reads them. */
async function impactOn(facts: Facts, org: Org, people: readonly Person[], policies: Policies) {
  const asked = people.flatMap((person) => placesOf(org, person).map((place) => ({ person, place })))
  const known = await facts.forQuestions(
    asked.map(({ person, place }) => ({ subjectId: person.id, type: place.type, resourceId: place.ids[0] })),
  )
  const effects = asked.flatMap(({ person, place }, at) => {
    const one = known[at]
    if (one === undefined) return []
    if (one instanceof DomainError) throw one
    return effectsOn(one, policies, place).map((effect) => ({ person, effect }))
  })
  return [...Map.groupBy(effects, ({ person }) => person)].map(
    ([person, found]): PersonImpact => ({ org, person, effects: found.map(({ effect }) => effect) }),
  )
}

/** Everybody of a database, or of the org of a slug, who gains or loses anything between two policies. */
export async function* impactOf(db: Pool, policies: Policies, slug?: string): AsyncGenerator<PersonImpact> {
  const facts = createFacts(db)
  for (const org of await readOrgs(db, slug)) {
    for await (const people of readPeople(db, org.id)) yield* await impactOn(facts, org, people, policies)
  }
}
