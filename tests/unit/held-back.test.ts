import { DomainError, type ErrorCode } from '@latchkey/shared/errors'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import { installShell } from '@latchkey/shared/http/shell'
import { createLogger } from '@latchkey/shared/logger'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { statusOf } from '@latchkey/shared/problem'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'

/** A service that refuses everything with a code, and a pause that lasts until it is told to end. */
function refusing(code: ErrorCode) {
  const pauses: number[] = []
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  const app = new Hono<RequestEnv>().get('/', () => {
    throw new DomainError(code, { retryAfterSeconds: 7 })
  })
  const lines: string[] = []
  installShell(app, {
    logger: createLogger('authz', 'info', { write: (line) => void lines.push(line) }),
    metrics: createMetrics('authz'),
    maxBodyBytes: 1,
    pause: (ms) => {
      pauses.push(ms)
      return ended
    },
  })
  return { app, pauses, lines, end }
}

describe('the answer to who asks too often', () => {
  it('waits 50 ms, and says when to come again', async () => {
    const { app, pauses, lines, end } = refusing('too_many_attempts')
    const answering = Promise.resolve(app.request('/'))
    // Whatever could answer it without the pause has run by then.
    await new Promise(setImmediate)
    expect([pauses, lines]).toEqual([[50], []])
    end()
    const answer = await answering
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
    expect(lines).toHaveLength(1)
  })

  it.each<ErrorCode>(['unauthorized', 'forbidden', 'not_found', 'unavailable'])(
    '%s waits for nothing',
    async (code) => {
      const { app, pauses } = refusing(code)
      const { status } = await app.request('/')
      expect([status, pauses]).toEqual([statusOf(code), []])
    },
  )
})
