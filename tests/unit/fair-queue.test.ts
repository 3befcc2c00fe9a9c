import { createFairQueue } from '@latchkey/core-api/credentials/fair-queue'
import { DomainError } from '@latchkey/shared/errors'
import { expect, it } from 'vitest'

/** Whoever waits goes on once everything that was to be done at once has been. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A queue whose work ends when the test says so, and what has begun in it, in order. */
function watchedQueue(bounds: Parameters<typeof createFairQueue>[0]) {
  const inQueue = createFairQueue(bounds)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const bring = (account: string, name: string) =>
    inQueue(account, () => {
      begun.push(name)
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
    })
  const end = async (name: string) => {
    ends.get(name)?.()
    await settled()
  }
  return { begun, bring, end }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  )

it('an account with much to do keeps another waiting for one piece of it', async () => {
  const { begun, bring, end } = watchedQueue({ atOnce: 1, perAccount: 10, inAll: 10 })
  for (const name of ['a1', 'a2', 'a3']) bring('a', name)
  bring('b', 'b1')
  bring('c', 'c1')
  await settled()
  for (const name of ['a1', 'b1', 'c1', 'a2']) await end(name)
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'a3'])
})

it('an account with much to do leaves the other threads to others', async () => {
  const { begun, bring } = watchedQueue({ atOnce: 2, perAccount: 10, inAll: 10 })
  for (const name of ['a1', 'a2', 'a3']) bring('a', name)
  bring('b', 'b1')
  await settled()
  expect(begun).toEqual(['a1', 'b1'])
})

it('more of an account than may wait is refused, and another account is not', async () => {
  const { bring, end } = watchedQueue({ atOnce: 1, perAccount: 1, inAll: 10 })
  bring('a', 'a1')
  const second = codeOf(bring('a', 'a2'))
  expect(await codeOf(bring('a', 'a3'))).toBe('too_many_attempts')
  const other = codeOf(bring('b', 'b1'))
  await settled()
  for (const name of ['a1', 'b1', 'a2']) await end(name)
  expect([await second, await other]).toEqual(['done', 'done'])
  const after = codeOf(bring('a', 'a4'))
  await settled()
  await end('a4')
  expect(await after).toBe('done')
})

it('more than may be there in all is refused as not available', async () => {
  const { bring } = watchedQueue({ atOnce: 1, perAccount: 10, inAll: 2 })
  bring('a', 'a1')
  bring('b', 'b1')
  expect(await codeOf(bring('c', 'c1'))).toBe('unavailable')
})

it('work that fails makes room like any other', async () => {
  const inQueue = createFairQueue({ atOnce: 1, perAccount: 1, inAll: 1 })
  const fail = () => inQueue('a', () => Promise.reject(new Error('no')))
  for (const _ of [1, 2, 3]) await expect(fail()).rejects.toThrow('no')
})
