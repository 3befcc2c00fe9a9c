import { createCallers } from '@latchkey/authz/http/known-callers'
import { createRate } from '@latchkey/authz/http/rate'
import { DomainError } from '@latchkey/shared/errors'
import { describe, expect, it } from 'vitest'
import { narrowCaller } from '../support/callers.ts'

/** A clock that stands still until it is told. */
function handClock() {
  let at = 5_000
  return {
    now: () => at,
    pass: (ms: number) => {
      at += ms
    },
  }
}

describe('a rate', () => {
  it.each([
    [10, 10, 100],
    [2.5, 2, 400],
    [1, 1, 1_000],
    [0.5, 1, 2_000],
  ])('of %d a second lets %d through at once, then one every %d ms', (perSecond, atOnce, everyMs) => {
    const { now, pass } = handClock()
    const rate = createRate(perSecond, now)
    for (let count = 0; count < atOnce; count += 1) expect(rate()).toBe(0)
    for (let count = 0; count < 3; count += 1) {
      expect(rate()).toBe(everyMs)
      pass(everyMs - 1)
      expect(rate()).toBe(1)
      pass(1)
      expect(rate()).toBe(0)
    }
  })

  it('saves up nothing beyond one second', () => {
    const { now, pass } = handClock()
    const rate = createRate(10, now)
    pass(3_600_000)
    expect(Array.from({ length: 12 }, rate)).toEqual([...Array(10).fill(0), 100, 100])
  })
})

describe('a caller with a rate', () => {
  const admitted = (callers: ReturnType<typeof createCallers>, key: string): unknown => {
    try {
      return callers.admit(key).name
    } catch (error) {
      return error instanceof DomainError ? [error.code, error.extras.retryAfterSeconds] : error
    }
  }
  const [often, seldom] = [
    narrowCaller({ name: 'often', perSecond: 2 }),
    narrowCaller({ name: 'seldom', perSecond: 0.25 }),
  ]

  it('is told in whole seconds when to come again, and takes nothing from another', () => {
    const { now, pass } = handClock()
    const callers = createCallers([{ name: 'wide', key: 'wide' }], [often, seldom], now)
    expect(admitted(callers, 'seldom')).toBe('seldom')
    expect(admitted(callers, 'seldom')).toEqual(['too_many_attempts', 4])
    pass(900)
    expect(admitted(callers, 'seldom')).toEqual(['too_many_attempts', 4])
    pass(3_100)
    expect(admitted(callers, 'seldom')).toBe('seldom')
    expect([1, 2, 3].map(() => admitted(callers, 'often'))).toEqual(['often', 'often', ['too_many_attempts', 1]])
    for (let count = 0; count < 100; count += 1) expect(admitted(callers, 'wide')).toBe('wide')
  })

  it('has one rate for all its keys, which lasts when the callers are read again', () => {
    const callers = createCallers([], [{ ...often, digests: [...often.digests, ...seldom.digests] }], handClock().now)
    expect(admitted(callers, 'often')).toBe('often')
    expect(admitted(callers, 'seldom')).toBe('often')
    callers.replaceNarrow([often])
    expect(admitted(callers, 'often')).toEqual(['too_many_attempts', 1])
    callers.replaceNarrow([{ ...often, perSecond: 3 }])
    expect(admitted(callers, 'often')).toBe('often')
  })
})
