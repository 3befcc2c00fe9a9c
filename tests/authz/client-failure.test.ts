import { createServer, type RequestListener } from 'node:http'
import { type AccessRequest, createAuthzClient } from '@latchkey/shared/authz/client'
import { DomainError } from '@latchkey/shared/errors'
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
const codeOf = async (answer: Promise<unknown>): Promise<unknown> => {
  try {
    return await answer
  } catch (error) {
    return error instanceof DomainError ? error.code : error
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

describe('whatever goes wrong is authorization_unavailable, never a permit', () => {
  it.each([
    ['an error that permits', says(json(permit), 500)],
    ['no JSON', says('yes')],
    ['nothing', says('')],
    ['a bare true', says('true')],
    ['a permit without a reason', says('{"decision":true}')],
    ['a permit in quotes', says(json({ ...permit, decision: 'true' }))],
    [
      'a permit with the reason of a denial',
      says(json({ ...permit, context: { reason: { code: 'no_grant' }, version: 1 } })),
    ],
    ['a redirection', says(json(permit), 302)],
    ['silence', () => undefined],
  ])('a decision point that answers with %s', async (_, answer) => {
    const { client: strange, asks } = await standIn(answer)
    expect(await codeOf(strange.check(asked))).toBe('authorization_unavailable')
    expect(asks()).toBe(1)
    expect(await codeOf(strange.checkAll([asked]))).toBe('authorization_unavailable')
    expect(await codeOf(strange.ability({ subject: asked.subject }))).toBe('authorization_unavailable')
    expect(await codeOf(first(strange.searchSubjects(asked)))).toBe('authorization_unavailable')
  })

  it.each([
    ['fewer answers than questions', [permit]],
    ['more answers than questions', [permit, permit, permit]],
    ['an item that failed', [permit, { decision: false, context: { error: { status: 503, message: 'stale' } } }]],
  ])('a batch with %s', async (_, evaluations) => {
    const { client: strange } = await standIn(says(json({ evaluations })))
    expect(await codeOf(strange.checkAll([asked, asked]))).toBe('authorization_unavailable')
    const honest = await standIn(says(json({ evaluations: [permit, permit] })))
    expect(await honest.client.checkAll([asked, asked])).toEqual([permit, permit])
  })

  it('nobody who listens', async () => {
    const gone = clientOf({ url: 'http://127.0.0.1:1', key: 'any' })
    expect(await codeOf(gone.check(asked))).toBe('authorization_unavailable')
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
    expect(await codeOf(dead.client.check(asked))).toBe('authorization_unavailable')
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

  it.each([
    ['a question', json({ code: 'stale_replica' }), 503, json(permit), 'check'],
    [
      'an item of a batch',
      json({ evaluations: [{ decision: false, context: { error: { status: 503, message: 'behind' } } }] }),
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
      expect(await codeOf(ask())).toBe('authorization_unavailable')
      expect(replica.asks()).toBe(12)
    },
  )
})
