import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const ALLOWED = ['https://app.example.test', 'http://localhost:5173']
const [first = ''] = ALLOWED
const world = await createWorld(ownerPool())
const listed = await testCoreApi({ corsOrigins: ALLOWED })
const closed = await testCoreApi()
const user = await world.user({ roles: ['org_admin'] })

const ORIGIN = 'access-control-allow-origin'
const OTHERS = [
  ['another site', 'https://evil.example.test'],
  ['another scheme', 'http://app.example.test'],
  ['another port', 'https://app.example.test:8443'],
  ['a name that ends like ours', 'https://evil-app.example.test'],
  ['a name that begins like ours', 'https://app.example.test.evil.test'],
  ['ours in another case', 'https://APP.example.test'],
  ['nowhere', 'null'],
  ['everywhere', '*'],
] as const

/** The headers that a page may send and read, as the contract has them. */
const SENT = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'x-request-id']
const READ = ['etag', 'idempotency-replayed', 'location', 'retry-after', 'x-request-id']

const preflight = (core: typeof listed, origin: string, path = '/api/users') =>
  core.anonymous.raw(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization, content-type, x-request-id',
    },
  })

describe('a page of an origin on the list', () => {
  it.each(ALLOWED)('%s passes the preflight', async (origin) => {
    const reply = await preflight(listed, origin)
    expect([reply.status, reply.headers.get(ORIGIN)]).toEqual([204, origin])
    expect(reply.headers.get('access-control-allow-methods')?.split(',')).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    )
    const headers = reply.headers.get('access-control-allow-headers')?.split(/, ?/)
    expect(headers?.toSorted()).toEqual(SENT)
    expect(Number(reply.headers.get('access-control-max-age'))).toBeGreaterThanOrEqual(600)
    expect(reply.headers.get('vary')).toMatch(/origin/i)
  })

  it('reads an answer and its exposed headers', async () => {
    const reply = await (await listed.as(world.orgId, user)).get('/api/users', { origin: first })
    expect([reply.status, reply.headers.get(ORIGIN)]).toEqual([200, first])
    const exposed = reply.headers.get('access-control-expose-headers')?.toLowerCase().split(',')
    expect(exposed?.toSorted()).toEqual(READ)
    expect(reply.headers.get('vary')).toMatch(/origin/i)
  })

  it.each([
    [400, 'POST', '/api/auth/login', 'application/json', '{}'],
    [401, 'GET', '/api/users', undefined, undefined],
    [404, 'GET', '/api/nothing', undefined, undefined],
    [413, 'POST', '/api/auth/login', 'application/json', ' '.repeat(256 * 1024 + 1)],
    [415, 'POST', '/api/auth/login', 'text/plain', '{}'],
  ])('reads a failure too: %i', async (status, method, path, type, body) => {
    const headers = { origin: first, ...(type === undefined ? {} : { 'content-type': type }) }
    const reply = await listed.anonymous.raw(path, { method, headers, ...(body === undefined ? {} : { body }) })
    expect([reply.status, reply.headers.get(ORIGIN)]).toEqual([status, first])
  })

  it('sends no cookies', async () => {
    expect((await preflight(listed, first)).headers.get('access-control-allow-credentials')).toBeNull()
  })
})

describe('a page of an origin that is not on the list', () => {
  it.each(OTHERS)('%s reads nothing', async (_, origin) => {
    const reply = await (await listed.as(world.orgId, user)).get('/api/users', { origin })
    expect(reply.headers.get(ORIGIN)).toBeNull()
    expect((await preflight(listed, origin)).headers.get(ORIGIN)).toBeNull()
  })

  it('reads nothing when no origins are configured', async () => {
    for (const origin of [...ALLOWED, 'null', '*']) {
      const reply = await (await closed.as(world.orgId, user)).get('/api/users', { origin })
      expect([reply.status, reply.headers.get(ORIGIN)]).toEqual([200, null])
      expect((await preflight(closed, origin)).headers.get(ORIGIN)).toBeNull()
    }
  })
})
