import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { afterAll, describe, expect, it } from 'vitest'
import { bearer } from '../support/accounts.ts'
import { answerOf, many } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Reply } from '../support/http.ts'
import { createWorld, newId } from '../support/world.ts'

const world = await createWorld(ownerPool())
const api = await testCoreApi()
const { anonymous } = api
const asUser = async (core: typeof api, roles: ('org_admin' | 'viewer')[] = []) =>
  core.as(world.orgId, await world.user({ roles }))
const admin = await asUser(api, ['org_admin'])
const nobody = await asUser(api)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const SECRET = 'the cause that nobody outside may see'
const failing = async (): Promise<never> => {
  throw new Error(SECRET)
}
const broken = await testCoreApi({ tokens: { ...api.deps.tokens, verify: failing } })
const unreachable = createPooledAuthzClient({ url: 'http://127.0.0.1:1', key: 'none' })
afterAll(() => unreachable.close())
const withoutAuthz = await testCoreApi({ authz: unreachable })
const alone = await asUser(withoutAuthz, ['org_admin'])

const slug = `contract-${newId()}`
await api.platform.post('/api/platform/orgs', { name: 'A', slug })
const post = (type: string, body: string) =>
  admin.raw('/api/users', { method: 'POST', body, headers: { 'content-type': type } })

const PROBLEMS: [code: string, status: number, ask: () => Promise<Reply>][] = [
  ['invalid_request', 400, () => admin.post('/api/users', { nonsense: true })],
  ['invalid_request', 400, () => post('application/json', '{')],
  ['unknown_role', 400, () => admin.post('/api/users', { email: 'a@b.test', name: 'A', roleKeys: ['landlord'] })],
  ['unauthorized', 401, () => anonymous.get('/api/users')],
  ['invalid_credentials', 401, () => anonymous.post('/api/auth/login', { email: 'a@b.test', password: 'x' })],
  ['forbidden', 403, () => nobody.get('/api/users')],
  ['not_found', 404, () => admin.get(`/api/users/${newId()}`)],
  ['not_found', 404, () => anonymous.get('/api/nothing')],
  ['method_not_allowed', 405, () => anonymous.delete('/api/users')],
  ['slug_exists', 409, () => api.platform.post('/api/platform/orgs', { name: 'A', slug })],
  ['payload_too_large', 413, () => post('application/json', ' '.repeat(256 * 1024 + 1))],
  ['unsupported_media_type', 415, () => post('text/plain', '{}')],
  ['internal_error', 500, () => broken.anonymous.get('/api/auth/me', bearer('a.b.c'))],
  ['authorization_unavailable', 503, () => alone.get('/api/users')],
]

describe('a failure', () => {
  it.each(PROBLEMS)('%s (%i) is a problem as RFC 9457 has it, under a code of its own', async (code, status, ask) => {
    const reply = await ask()
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
    expect(reply.headers.get('cache-control')).toBe('no-store')
    const { errors = [], permission, ...problem } = { ...Object(reply.body) }
    expect(problem).toEqual({
      type: `urn:latchkey:problem:${code}`,
      title: expect.stringMatching(/\S/),
      detail: expect.stringMatching(/\S/),
      status,
      code,
      requestId: reply.headers.get('x-request-id'),
    })
    expect(permission).toBe(code === 'forbidden' ? 'users.read' : undefined)
    for (const error of errors) expect(error).toEqual({ pointer: expect.any(String), message: expect.any(String) })
    expect(reply.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
    expect(reply.headers.get('retry-after')).toBe(status === 503 ? '1' : null)
  })

  it('of the server never shows its cause', async () => {
    const reply = await broken.anonymous.get('/api/auth/me', bearer('a.b.c'))
    expect(reply.status).toBe(500)
    expect(reply.text + JSON.stringify([...reply.headers])).not.toMatch(new RegExp(`${SECRET}|Error|stack|\\.ts`))
  })
})

describe('a path without a route', () => {
  it.each([
    ['GET', '/nothing'],
    ['GET', '/api'],
    ['GET', '/api/nothing'],
    ['GET', '/api/users/'],
    ['GET', '/api/Users'],
    ['GET', '/api//users'],
    ['GET', '/api/api/users'],
    ['GET', '/.env'],
    ['GET', '/%00'],
    ['GET', '/%ff'],
  ])('%s %s is a 404 like any other, with and without a token', async (method, path) => {
    for (const http of [anonymous, admin]) {
      const reply = await http.raw(path, { method })
      expect([...answerOf(reply), reply.headers.get('content-type')]).toEqual([
        404,
        'not_found',
        'application/problem+json',
      ])
    }
  })
})

describe('a route, asked with another method,', () => {
  it.each([
    ['DELETE', '/users', 'GET, HEAD, POST'],
    ['PUT', '/org/buildings', 'GET, HEAD, POST'],
    ['POST', '/auth/me', 'GET, HEAD'],
    ['GET', '/auth/login', 'POST'],
    ['POST', `/org/buildings/${newId()}/units/basic`, 'DELETE, GET, HEAD, PATCH'],
    ['PUT', `/users/${newId()}/roles`, 'POST'],
  ])('%s %s is 405 and names those it takes, with and without a token, at both mounts', async (method, path, allow) => {
    for (const http of [anonymous, admin]) {
      for (const mount of ['/api', '']) {
        const reply = await http.raw(mount + path, { method })
        expect([reply.status, reply.code, reply.headers.get('allow')]).toEqual([405, 'method_not_allowed', allow])
      }
    }
  })
})

const heard: unknown[] = []
const { authz } = api.deps
const listening = await testCoreApi({
  authz: {
    ...authz,
    check: (question, options) => {
      heard.push(options?.requestId)
      return authz.check(question, options)
    },
    abilities: (question, options) => {
      heard.push(options?.requestId)
      return authz.abilities(question, options)
    },
    subjectAccess: (question, options) => {
      heard.push(options?.requestId)
      return authz.subjectAccess(question, options)
    },
  },
})

describe('the id of a request', () => {
  const idOf = async (given?: string) =>
    (await anonymous.get('/livez', given === undefined ? {} : { 'x-request-id': given })).headers.get('x-request-id')

  it.each([
    ['a word', 'abc'],
    ['a UUID', newId()],
    ['a text with spaces and signs', 'a b/c:d;e="f" <g> {h} %20'],
    ['two hundred characters', 'x'.repeat(200)],
  ])('is taken and echoed when it is %s', async (_, given) => {
    expect(await idOf(given)).toBe(given)
  })

  it.each([
    ['empty', ''],
    ['a space', ' '],
    ['two hundred and one characters', 'x'.repeat(201)],
    ['a text with a letter beyond ASCII', 'caf\u00e9'],
    ['a text with a tab', 'a\tb'],
    ['a text with a delete', 'a\u007fb'],
  ])('is made anew when it is %s', async (_, given) => {
    expect(await idOf(given)).toMatch(UUID)
  })

  it('is made when there is none, another for each request', async () => {
    const ids = await many(20, () => idOf())
    for (const id of ids) expect(id).toMatch(UUID)
    expect(new Set(ids).size).toBe(20)
  })

  it('is handed on to authz', async () => {
    const http = await asUser(listening, ['org_admin'])
    for (const path of ['/api/users', '/api/org/buildings', '/api/auth/me']) {
      const asked = heard.length
      expect((await http.get(path, { 'x-request-id': `to-authz${path}` })).status).toBe(200)
      expect(heard.slice(asked)).toEqual([`to-authz${path}`])
    }
  })
})
