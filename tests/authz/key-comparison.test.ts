import { hash } from 'node:crypto'
import { createLogger } from '@latchkey/shared/logger'
import { describe, expect, it, vi } from 'vitest'

const compared = vi.hoisted(() => ({ lengths: [] as number[] }))
vi.mock('node:crypto', async (original) => {
  const actual = await original<typeof import('node:crypto')>()
  const timingSafeEqual: typeof actual.timingSafeEqual = (one, other) => {
    compared.lengths.push(one.byteLength, other.byteLength)
    return actual.timingSafeEqual(one, other)
  }
  return { ...actual, timingSafeEqual }
})

const { createApp } = await import('@latchkey/authz/app')
const { createCallers } = await import('@latchkey/authz/http/known-callers')
const { fixture } = await import('./conformance/fixture.ts')
const FIRST = 'the-first-key'
const keys = [FIRST, 'the-second-and-longer-key', 'third']
const callers = createCallers(keys.map((key, at) => ({ name: `caller-${at}`, key })))
const logger = createLogger('authz', 'silent')
const app = createApp({ callers, publicUrl: 'http://authz.test', logger, point: fixture })

const ask = async (key: string) => {
  compared.lengths.length = 0
  const headers = { authorization: `Bearer ${key}` }
  const { status } = await app.request('/authz/check', { method: 'POST', headers })
  return { status, lengths: compared.lengths }
}
const ADMITTED = 400
const STRANGER = 401
/** Both sides of each comparison: the key that was admitted last, as it stands in its buffer, and digests. */
const [LAST, DIGESTS] = [
  [256, 256],
  [32, 32],
]

describe('keys of callers are compared in constant time', () => {
  it.each([...keys, 'x', 'the-first-kez', 'x'.repeat(256)])('by as many bytes for any key: %s', async (key) => {
    await ask(key === FIRST ? 'third' : FIRST)
    const status = keys.includes(key) ? ADMITTED : STRANGER
    expect(await ask(key)).toEqual({ status, lengths: [...LAST, ...DIGESTS] })
  })

  it('once for the key that was admitted last, without its digest', async () => {
    await ask(FIRST)
    expect(await ask(FIRST)).toEqual({ status: ADMITTED, lengths: LAST })
    for (const other of [`${FIRST}x`, FIRST.slice(0, -1), `${FIRST.slice(0, -1)}x`, FIRST.toUpperCase()])
      expect(await ask(other)).toEqual({ status: STRANGER, lengths: [...LAST, ...DIGESTS] })
  })

  it('by digests alone where it is longer than any that is kept', async () => {
    const long = createCallers([{ name: 'long', key: 'x'.repeat(257) }])
    const admit = (key: string) => {
      compared.lengths.length = 0
      return { caller: long.admit(key).name, lengths: [...compared.lengths] }
    }
    for (let time = 0; time < 2; time += 1) expect(admit('x'.repeat(257))).toEqual({ caller: 'long', lengths: DIGESTS })
    expect(() => admit('x'.repeat(256))).toThrow('unauthorized')
  })
})

describe('a key that was admitted last', () => {
  it('opens nothing once it was taken out of the file of callers', () => {
    const digests = [hash('sha256', 'narrow')]
    const narrow = {
      name: 'narrow',
      may: new Set(['check'] as const),
      orgs: '*' as const,
      perSecond: undefined,
      digests,
    }
    const some = createCallers([], [narrow])
    expect([some.admit('narrow').name, some.admit('narrow').name]).toEqual(['narrow', 'narrow'])
    some.replaceNarrow([])
    expect(() => some.admit('narrow')).toThrow('unauthorized')
  })
})
