import type { Bench } from '../../bench.ts'
import { buildingOf, isStaff, isViewer } from '../../seed/bulk-org.ts'
import { type Asking, listPage, type Party, question, searchPage } from './party.ts'
import { type Given, provisioning } from './provisioning.ts'

/** What is measured of both sides. */
export interface Probe {
  readonly what: string
  ask(bench: Bench, who: Party): Promise<Asking>
}

const CALLS = 3_000

export const firstPage = (what: string, path: (who: Party) => string): Probe => ({
  what: `${what}, first page`,
  ask: (bench, who) => listPage(bench, who, path(who)),
})

/** First and last page; `after` is what the last page comes after. */
export const list = (what: string, path: (who: Party) => string, after: (who: Party) => string): Probe[] => [
  firstPage(what, path),
  { what: `${what}, last page`, ask: (bench, who) => listPage(bench, who, path(who), after(who)) },
]

/** A path in a building, by its number. */
export const inBuilding = (building: number, path: string) => (who: Party) =>
  `/api/org/buildings/${who.id('building', building)}/${path}`

/** In which somebody reads: those they are MANAGER in, or all. */
export const buildingsOf = ({ bulk, user }: Party): number => bulk.managers?.[user] ?? bulk.buildings
export const afterBuildings = (who: Party): string => who.id('building', buildingsOf(who) - 1 - who.limit)

const findResources = (bench: Bench, who: Party, after?: string): Promise<Asking> => {
  const subject = { type: 'user', id: who.id('user', who.user) }
  const search = { subject, action: { name: 'units.read' }, resource: { type: 'building' } }
  return searchPage(bench, who, '/access/v1/search/resource', search, after)
}

export const resourceSearch: Probe[] = [
  { what: 'resource search, first page', ask: (bench, who) => findResources(bench, who) },
  { what: 'resource search, last page', ask: (bench, who) => findResources(bench, who, afterBuildings(who)) },
]

/** A building in which somebody is STAFF. */
const STAFFED = 1

const findSubjects = (bench: Bench, who: Party, after?: string): Promise<Asking> => {
  const resource = { type: 'building', id: who.id('building', STAFFED) }
  const search = { subject: { type: 'user' }, action: { name: 'units.read' }, resource }
  return searchPage(bench, who, '/access/v1/search/subject', search, after)
}

/** The last of those who may read units there, but for a page of them. */
function afterSubjects({ bulk, limit, id }: Party): string {
  let left = limit
  for (let user = bulk.users - 1; ; user -= 1) {
    const may = user === 0 || isViewer(user) || (isStaff(user) && buildingOf(user, bulk) === STAFFED)
    if (may && left === 0) return id('user', user)
    if (may) left -= 1
  }
}

export const subjectSearch: Probe[] = [
  { what: 'subject search, first page', ask: (bench, who) => findSubjects(bench, who) },
  { what: 'subject search, last page', ask: (bench, who) => findSubjects(bench, who, afterSubjects(who)) },
]

export const check = (person: (who: Party) => number, key: string, building: number): Probe => ({
  what: 'check without `atLeast`',
  ask: (bench, who) => question(bench, who, { person: person(who), key, building }),
})

export const provision = (given: (who: Party, n: number) => Given): Probe => ({
  what: 'provisioning with three grants',
  ask: async (bench, who) => provisioning(bench, who, CALLS, (n) => given(who, n)),
})
