import { createCache, type FactsCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import type { Clocks } from '@latchkey/authz/facts/validity'
import { createLatchkeyPoint } from '@latchkey/authz/latchkey-point'
import { DomainError } from '@latchkey/shared/errors'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { later, setClock } from '../support/clock.ts'
import { suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { MOMENTS, writeSchedule } from './schedules.ts'

const MEGABYTE = 1024 * 1024
const HOUR_MS = 3_600_000
const url = await scratchDatabase()
const authzUrl = new URL(inject('authzDatabaseUrl'))
authzUrl.pathname = new URL(url).pathname
await deploy(url, authzUrl.href)
const db = suitePool(url)
const before = later(MOMENTS[0] ?? '', -HOUR_MS)
await setClock(db, before)
afterAll(() => setClock(db))
const { subjects, resources, verdict } = await writeSchedule(db, 20_261_126, 12)
const { rows } = await db.query<{ id: string; version: number }>('SELECT id, authz_version AS version FROM users')
const versions = new Map(rows.map(({ id, version }) => [id, version]))

// Time goes by on both clocks of a replica as it does in the database; what they say of the hour is wrong.
let moment = before
const wrongBy = (ms: number): Clocks => ({
  monotonic: () => moment.getTime() - before.getTime(),
  wall: () => moment.getTime() + ms,
})
const replica = (cache: FactsCache | undefined, clocks = wrongBy(HOUR_MS)) =>
  createLatchkeyPoint(createFacts(suitePool(authzUrl.href), cache, { clocks }))
/** Remembers facts as if nothing in them ever ended. */
const timeless = (): FactsCache | undefined => {
  const cache = createCache(MEGABYTE)
  return cache && { ...cache, set: (facts) => cache.set({ ...facts, boundary: null }) }
}

const QUESTIONS = subjects.flatMap((subject) =>
  PERMISSION_KEYS.flatMap((key) => resources.map((resource) => ({ subject, key, resource }))),
)

/** How many answers at this moment are not those of the oracle, of all that were asked. */
async function disagreements(point: ReturnType<typeof replica>, pinned: boolean) {
  const answers = await point.evaluate(
    QUESTIONS.map(({ subject, key, resource }) => ({
      ...{ subject: { type: 'user', id: subject.id }, action: { name: key }, resource },
      ...(pinned && { context: { atLeast: versions.get(subject.id) } }),
    })),
  )
  return QUESTIONS.filter(({ subject, key, resource }, at) => {
    const answer = answers[at]
    if (answer === undefined || answer instanceof DomainError) return true
    const expected = verdict(subject, key, resource, moment)
    const reason = Object(answer.context?.['reason'])
    return answer.decision !== expected.decision || reason.code !== expected.code
  }).length
}

/** Goes through all moments; what `ask` counts is summed. */
async function throughTime(ask: () => Promise<number>): Promise<number> {
  let sum = 0
  for (const next of [before, ...MOMENTS]) {
    moment = next
    await setClock(db, next)
    sum += await ask()
  }
  return sum
}

describe('at each boundary, a millisecond before and after it, with nothing that tidies', () => {
  it('two replicas that remember, their clocks an hour off, decide as the oracle does, with and without a version', async () => {
    const points = [replica(createCache(MEGABYTE)), replica(createCache(MEGABYTE), wrongBy(-HOUR_MS))]
    let asked = 0
    const wrong = await throughTime(async () => {
      let sum = 0
      for (const point of points) {
        for (const pinned of [true, false]) {
          sum += await disagreements(point, pinned)
          asked += QUESTIONS.length
        }
      }
      return sum
    })
    expect([wrong, asked > 50_000]).toEqual([0, true])
  })

  it('a replica that is always told the version, and never looks by itself, does', async () => {
    const point = replica(createCache(MEGABYTE))
    expect(await throughTime(() => disagreements(point, true))).toBe(0)
  })

  it('a replica whose machine sleeps in between, so that one of its clocks stands still, does', async () => {
    const asleep = replica(createCache(MEGABYTE), { ...wrongBy(0), monotonic: () => 0 })
    expect(await throughTime(() => disagreements(asleep, true))).toBe(0)
    const setBack = replica(createCache(MEGABYTE), { ...wrongBy(0), wall: () => 0 })
    expect(await throughTime(() => disagreements(setBack, true))).toBe(0)
    const stopped = replica(createCache(MEGABYTE), { monotonic: () => 0, wall: () => 0 })
    expect(await throughTime(() => disagreements(stopped, true))).toBeGreaterThan(50)
  })

  it('a replica without memory does', async () => {
    expect(await throughTime(() => disagreements(replica(undefined), false))).toBe(0)
  })

  it('a memory that knows no boundary would be wrong, with a version and with a look at it', async () => {
    const point = replica(timeless())
    expect(await throughTime(() => disagreements(point, true))).toBeGreaterThan(50)
    expect(await throughTime(() => disagreements(point, false))).toBeGreaterThan(50)
  })

  it('a search finds what a check permits', async () => {
    const point = replica(createCache(MEGABYTE))
    const page = { after: undefined, limit: 100 }
    const wrong = await throughTime(async () => {
      let sum = 0
      for (const [at, { id }] of subjects.entries()) {
        const subject = { type: 'user', id } as const
        const key = PERMISSION_KEYS[(at + moment.getTime()) % PERMISSION_KEYS.length] ?? 'units.read'
        const search = { subject, action: { name: key }, resource: { type: 'building' } }
        const { results } = await point.searchResources(search, page)
        for (const resource of resources.filter(({ type }) => type === 'building')) {
          const { decision } = verdict(subjects[at] ?? { ...never }, key, resource, moment)
          const holders = await point.searchSubjects(
            { subject: { type: 'user' }, action: { name: key }, resource },
            page,
          )
          if (results.some((found) => found.id === resource.id) !== decision) sum += 1
          if (holders.results.some((found) => found.id === id) !== decision) sum += 1
        }
      }
      return sum
    })
    expect(wrong).toBe(0)
  })

  it('what is told beforehand of that moment is what comes', async () => {
    moment = before
    await setClock(db, before)
    const point = replica(createCache(MEGABYTE))
    for (const at of MOMENTS) {
      for (const subject of subjects) {
        const buildingIds = resources.filter(({ type }) => type === 'building').map(({ id }) => id)
        const question = { subject: { type: 'user', id: subject.id }, buildingIds, at: at.toISOString(), explain: true }
        const told = await point.subjectAccess(question)
        for (const { id, permissionKeys } of told.buildings) {
          const resource = { type: 'building', id } as const
          const permitted = PERMISSION_KEYS.filter((key) => verdict(subject, key, resource, at).decision)
          expect([at, permissionKeys]).toEqual([at, permitted])
        }
      }
    }
  })
})

const never = { id: '', roles: [], overrides: [], assignments: [], occupancies: [] }
