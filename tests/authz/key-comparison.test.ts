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
const keys = ['the-first-key', 'the-second-and-longer-key', 'third']
const app = createApp({
  callers: createCallers(keys.map((key, at) => ({ name: `caller-${at}`, key }))),
  publicUrl: 'http://authz.test',
  logger: createLogger('authz', 'silent'),
  point: fixture,
})

describe('keys of callers are compared in constant time', () => {
  it.each([...keys, 'x', 'the-first-kez', 'x'.repeat(1_000)])(
    'once for any key, by digests of one length: %s',
    async (key) => {
      compared.lengths.length = 0
      const answer = await app.request('/authz/check', { method: 'POST', headers: { authorization: `Bearer ${key}` } })
      expect(answer.status).toBe(keys.includes(key) ? 400 : 401)
      expect(compared.lengths).toEqual([32, 32])
    },
  )
})
