import { shareReads } from '@latchkey/authz/facts/shared-reads'
import type { FactsQuery, ReadSnapshots } from '@latchkey/authz/facts/snapshots'
import { afterEach, expect, it, vi } from 'vitest'

const query = (subjectId: string): FactsQuery => ({ subjectId, type: 'org', resourceId: '' })
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Statements that end when the test says so; each answers a query with its subject, and an unknown one not at all. */
function statements() {
  const begun: string[][] = []
  const running: PromiseWithResolvers<void>[] = []
  const read: ReadSnapshots<string> = async (queries) => {
    const ids = queries.map(({ subjectId }) => subjectId)
    begun.push(ids)
    const end = Promise.withResolvers<void>()
    running.push(end)
    await end.promise
    return ids.map((id) => (id === 'unknown' ? undefined : { subject: id, building: undefined }))
  }
  const shared = shareReads(read)
  const ask = async (...ids: string[]) => (await shared(ids.map(query))).map((snapshot) => snapshot?.subject)
  const end = async (place: number, error?: Error) => {
    if (error === undefined) running[place]?.resolve()
    else running[place]?.reject(error)
    await settled()
  }
  return { begun, ask, end }
}

afterEach(() => {
  vi.useRealTimers()
})

it('questions that are there together are one statement, and each gets its own answers', async () => {
  const { begun, ask, end } = statements()
  const answers = Promise.all([ask('a', 'b'), ask('unknown'), ask(), ask('c')])
  await settled()
  expect(begun).toEqual([['a', 'b', 'unknown', 'c']])
  await end(0)
  expect(await answers).toEqual([['a', 'b'], [undefined], [], ['c']])
})

it('a question never joins a statement that has begun, and those that wait share the next', async () => {
  const { begun, ask, end } = statements()
  void ask('a')
  await settled()
  const later = Promise.all([ask('a'), ask('b')])
  await settled()
  expect(begun).toEqual([['a']])
  await end(0)
  expect(begun).toEqual([['a'], ['a', 'b']])
  await end(1)
  expect(await later).toEqual([['a'], ['b']])
})

it('a failure is that of all who shared the statement, and of nobody after them', async () => {
  const { ask, end } = statements()
  const failed = Promise.allSettled([ask('a'), ask('b')])
  await settled()
  const after = ask('c')
  await end(0, new Error('the connection is lost'))
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await end(1)
  expect(await after).toEqual(['c'])
})

it('a statement that hangs does not hold those that come after it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { begun, ask, end } = statements()
  const first = ask('hangs')
  await settled()
  const second = ask('b')
  vi.advanceTimersByTime(1_000)
  expect(begun).toEqual([['hangs'], ['b']])
  await end(1)
  expect(await second).toEqual(['b'])
  await end(0)
  expect(await first).toEqual(['hangs'])
})

it('a large batch does not take others into its statement', async () => {
  const { begun, ask, end } = statements()
  const large = Array.from({ length: 1_000 }, (_, at) => String(at))
  const answers = Promise.all([ask('a'), ask(...large), ask('b')])
  await settled()
  for (const place of [0, 1, 2]) await end(place)
  expect(begun).toEqual([['a'], large, ['b']])
  expect(await answers).toEqual([['a'], large, ['b']])
})
