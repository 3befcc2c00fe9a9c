import { createServer, type RequestListener } from 'node:http'
import { type AccessRequest, AuthzError, createAuthzClient, RateLimitedError } from '@latchkey/authz-client'
import { afterAll, describe, expect, it } from 'vitest'

const closers: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closers.toReversed()) await close()
})
const clientOf = (options: Parameters<typeof createAuthzClient>[0]) => {
  const client = createAuthzClient(options)
  closers.push(client.close)
  return client
}
const first = async (found: AsyncIterable<string>): Promise<unknown> => {
  for await (const one of found) return one
  return undefined
}
const asked: AccessRequest = {
  subject: { type: 'user', id: 'somebody' },
  action: { name: 'units.read' },
  resource: { type: 'building', id: 'somewhere' },
}

/** A server that is not authz, and how often it was asked. */
const standIn = async (answer: RequestListener, deadlineMs = 500) => {
  let asks = 0
  const server = createServer((req, res) => {
    asks += 1
    answer(req, res)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  closers.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  const port = address === null || typeof address === 'string' ? 0 : address.port
  return { client: clientOf({ url: `http://127.0.0.1:${port}`, key: 'any', deadlineMs }), asks: () => asks }
}
const nameOf = async (answer: Promise<unknown>): Promise<unknown> => {
  try {
    return await answer
  } catch (error) {
    return error instanceof AuthzError ? error.name : error
  }
}
const says =
  (body: string, status = 200): RequestListener =>
  (_, res) =>
    res.writeHead(status, { 'content-type': 'application/json' }).end(body)

const permit = {
  decision: true,
  context: { reason: { code: 'global_permission', via: { role: 'viewer' } }, version: 1 },
}
const json = JSON.stringify

const UNAVAILABLE = 'AuthzUnavailableError'
const UNEXPECTED = 'UnexpectedAnswerError'

describe('whatever goes wrong is an error of its kind, never a permit', () => {
  it.each([
    ['an error that permits', UNAVAILABLE, says(json(permit), 500)],
    ['no JSON', UNEXPECTED, says('yes')],
    ['nothing', UNEXPECTED, says('')],
    ['a bare true', UNEXPECTED, says('true')],
    ['a permit without a reason', UNEXPECTED, says('{"decision":true}')],
    ['a permit in quotes', UNEXPECTED, says(json({ ...permit, decision: 'true' }))],
    [
      'a permit with the reason of a denial',
      UNEXPECTED,
      says(json({ ...permit, context: { reason: { code: 'no_grant' }, version: 1 } })),
    ],
    ['a redirection', UNEXPECTED, says(json(permit), 302)],
    ['silence', 'AuthzTimeoutError', () => undefined],
  ])('a decision point that answers with %s: %s', async (_, name, answer) => {
    const { client: strange, asks } = await standIn(answer)
    expect(await nameOf(strange.check(asked))).toBe(name)
    expect(asks()).toBe(1)
    expect(await nameOf(strange.checkAll([asked]))).toBe(name)
    expect(await nameOf(strange.abilities({ subject: asked.subject }))).toBe(name)
    expect(await nameOf(first(strange.searchSubjects(asked)))).toBe(name)
  })

  it.each([
    ['fewer answers than questions', UNEXPECTED, [permit]],
    ['more answers than questions', UNEXPECTED, [permit, permit, permit]],
    [
      'an item behind its version',
      UNAVAILABLE,
      [permit, { decision: false, context: { error: { status: 503, message: 'stale' } } }],
    ],
    [
      'an item that is malformed',
      'MalformedQuestionError',
      [permit, { decision: false, context: { error: { status: 400, message: 'no' } } }],
    ],
    ['an item with an answer and an error', UNEXPECTED, [permit, { decision: true, context: { error: 'none' } }]],
  ])('a batch with %s: %s', async (_, name, evaluations) => {
    const { client: strange } = await standIn(says(json({ evaluations })))
    expect(await nameOf(strange.checkAll([asked, asked]))).toBe(name)
    const honest = await standIn(says(json({ evaluations: [permit, permit] })))
    expect(await honest.client.checkAll([asked, asked])).toEqual([permit, permit])
  })

  it.each([
    [401, 'unauthorized', 'InvalidKeyError'],
    [403, 'forbidden', 'KeyNotAllowedError'],
    [400, 'invalid_request', 'MalformedQuestionError'],
    [413, 'payload_too_large', 'MalformedQuestionError'],
    [429, 'too_many_attempts', 'RateLimitedError'],
    [500, 'internal_error', UNAVAILABLE],
  ])('a %i %s is a %s, with what authz said of it, and is not asked again', async (status, code, name) => {
    const { client, asks } = await standIn((_, res) => {
      const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' }
      res.writeHead(status, headers).end(json({ code, detail: 'so it is' }))
    })
    const thrown: unknown = await client.check(asked).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ name, status, code, message: expect.stringContaining('so it is') })
    if (thrown instanceof RateLimitedError) expect(thrown.retryAfterSeconds).toBe(7)
    expect(asks()).toBe(1)
  })

  it('nobody who listens', async () => {
    const gone = clientOf({ url: 'http://127.0.0.1:1', key: 'any' })
    expect(await nameOf(gone.check(asked))).toBe(UNAVAILABLE)
    expect(await gone.ready()).toBe(false)
  })
})

describe('a question is asked again', () => {
  it('after a broken connection, three times at most', async () => {
    let broken = 2
    const flaky = await standIn((req, res) => {
      broken -= 1
      if (broken >= 0) req.socket.destroy()
      else says(json(permit))(req, res)
    })
    expect(await flaky.client.check(asked)).toEqual(permit)
    expect(flaky.asks()).toBe(3)
    const dead = await standIn((req) => req.socket.destroy())
    expect(await nameOf(dead.client.check(asked))).toBe(UNAVAILABLE)
    expect(dead.asks()).toBe(3)
  })

  it.each([502, 503, 504])('after a %i, which a proxy answers for a replica that is gone', async (status) => {
    let failing = 2
    const proxied = await standIn((req, res) => {
      failing -= 1
      says(failing >= 0 ? '' : json(permit), failing >= 0 ? status : 200)(req, res)
    })
    expect(await proxied.client.check(asked)).toEqual(permit)
    expect(proxied.asks()).toBe(3)
  })
  it('within the deadline alone, of which each try gets what is left', async () => {
    const given: number[] = []
    const send = async (_: unknown, withinMs: number) => {
      given.push(withinMs)
      return { status: 503, text: '' }
    }
    const asking = (deadlineMs: number) =>
      nameOf(createAuthzClient({ url: 'http://authz.test', key: 'any', deadlineMs, connection: { send } }).check(asked))
    // Shorter than the pause before a second try.
    expect(await asking(15)).toBe(UNAVAILABLE)
    expect(given.splice(0)).toEqual([15])
    expect(await asking(60_000)).toBe(UNAVAILABLE)
    expect(given).toHaveLength(3)
    expect(given.toSorted((a, b) => b - a)).toEqual(given)
  })

  const BEHIND = { status: 503, message: 'behind' }
  it.each([
    ['a question', json({ code: 'stale_replica' }), 503, json(permit), 'check'],
    [
      'an item of a batch',
      json({ evaluations: [{ decision: false, context: { error: BEHIND } }] }),
      200,
      json({ evaluations: [permit] }),
      'checkAll',
    ],
  ] as const)(
    'six times at most while the database behind authz is too old for %s',
    async (_, old, status, now, kind) => {
      let behind = 5
      const replica = await standIn((req, res) => {
        behind -= 1
        says(behind >= 0 ? old : now, behind >= 0 ? status : 200)(req, res)
      }, 10_000)
      const ask = () => (kind === 'check' ? replica.client.check(asked) : replica.client.checkAll([asked]))
      expect(await ask()).toEqual(kind === 'check' ? permit : [permit])
      expect(replica.asks()).toBe(6)
      behind = Number.MAX_SAFE_INTEGER
      expect(await nameOf(ask())).toBe(UNAVAILABLE)
      expect(replica.asks()).toBe(12)
    },
  )
})
