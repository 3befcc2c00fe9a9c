import { createApp } from '@latchkey/authz/app'
import { createFacts } from '@latchkey/authz/facts/facts'
import { createCallers } from '@latchkey/authz/http/known-callers'
import { createLatchkeyPoint } from '@latchkey/authz/latchkey-point'
import { createLogger } from '@latchkey/shared/logger'
import { describe, expect, it } from 'vitest'
import { authzPool, ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const [OLD, NEW, OTHER] = ['the-old-key-of-core-api', 'the-new-key-of-core-api', 'the-key-of-reports']
const app = createApp({
  point: createLatchkeyPoint(createFacts(authzPool())),
  callers: createCallers([
    { name: 'core-api', key: OLD },
    { name: 'core-api', key: NEW },
    { name: 'reports', key: OTHER },
  ]),
  publicUrl: 'http://authz.test',
  logger: createLogger('authz', 'silent'),
})

const question = JSON.stringify({
  subject: { type: 'user', id: await world.user({ roles: ['viewer'] }) },
  action: { name: 'users.read' },
  resource: { type: 'org', id: world.orgId },
})

const ask = (authorization?: string, path = '/authz/check', body = question) => {
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }
  return app.request(path, { method: 'POST', body, headers })
}

describe('a caller with a key', () => {
  it.each([
    ['of its own', `Bearer ${OTHER}`],
    ['that is being replaced', `Bearer ${OLD}`],
    ['that replaces it', `Bearer ${NEW}`],
    ['and the scheme in another case', `bearer ${OTHER}`],
  ])('%s is answered', async (_, authorization) => {
    const answer = await ask(authorization)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ decision: true })
  })
})

describe('a caller', () => {
  const STRANGERS: [name: string, authorization: string | undefined][] = [
    ['without a key', undefined],
    ['with an empty header', ''],
    ['with a wrong key', 'Bearer wrong'],
    ['with the beginning of a key', `Bearer ${OTHER.slice(0, -1)}`],
    ['with a key and something behind it', `Bearer ${OTHER}x`],
    ['with two keys', `Bearer ${OTHER} ${NEW}`],
    ['with a key in another case', `Bearer ${OTHER.toUpperCase()}`],
    ['with a key under another scheme', `Basic ${OTHER}`],
    ['with a bare key', OTHER],
    ['with a name instead of a key', 'Bearer reports'],
    ['with name and key as configured', `Bearer reports:${OTHER}`],
  ]

  it.each(STRANGERS)('%s is 401, the same as any other', async (_, authorization) => {
    const answer = await ask(authorization)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toEqual({
      type: 'urn:latchkey:problem:unauthorized',
      title: 'Authentication is required',
      status: 401,
      detail: 'Authentication is required',
      code: 'unauthorized',
      requestId: answer.headers.get('x-request-id'),
    })
  })

  it.each(['/authz/check', '/authz/abilities', '/authz/nothing', '/nothing'])(
    'without a key learns nothing at %s',
    async (path) => {
      expect((await ask(undefined, path)).status).toBe(401)
      expect((await ask(undefined, path, 'not json')).status).toBe(401)
    },
  )

  it('with a key is told that a path does not exist', async () => {
    const answer = await ask(`Bearer ${OTHER}`, '/authz/nothing')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'not_found' })
  })
})
