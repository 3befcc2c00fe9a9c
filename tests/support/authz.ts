import { type AppDeps, createApp } from '@latchkey/authz/app'
import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts, type Facts } from '@latchkey/authz/facts/facts'
import { createCallers } from '@latchkey/authz/http/known-callers'
import { createLatchkeyPoint } from '@latchkey/authz/latchkey-point'
import { Abilities, Decision } from '@latchkey/shared/authz/contract'
import { listen } from '@latchkey/shared/http/server'
import { createLogger } from '@latchkey/shared/logger'
import { authzPool } from './database.ts'

interface Listening {
  readonly url: string
  readonly key: string
  close(): Promise<void>
}

export interface TestAuthz {
  readonly key: string
  /** Any request, without a key unless `init` has one. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** A POST of this body as a known caller. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Whether the user may; fails unless the answer is a decision. */
  ask(
    userId: string,
    key: string,
    resource: { type: string; id: string },
    atLeast?: number,
    orgAtLeast?: number,
  ): Promise<Decision>
  abilities(userId: string): Promise<Abilities>
  /** The same app on a port of its own, for those who ask over HTTP. */
  listen(port?: number): Promise<Listening>
}

const KEY = 'the key of the tests'.replaceAll(' ', '-')

/** authz on the role it has in production; parts of it may be replaced. */
export function testAuthz({ facts, point, ...overrides }: Partial<AppDeps> & { facts?: Facts } = {}): TestAuthz {
  const ownPoint = () => createLatchkeyPoint(facts ?? createFacts(authzPool(), createCache(1024 * 1024)))
  const app = createApp({
    point: point ?? ownPoint(),
    callers: createCallers([{ name: 'tests', key: KEY }]),
    publicUrl: 'http://authz.test',
    logger: createLogger('authz', 'silent'),
    ...overrides,
  })
  const request: TestAuthz['request'] = async (path, init) => await app.request(path, init)
  const post: TestAuthz['post'] = (path, body, headers = {}) => {
    const known = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
    return request(path, { method: 'POST', body: JSON.stringify(body), headers: { ...known, ...headers } })
  }
  const answer = async (response: Response): Promise<unknown> => {
    if (response.status !== 200) throw new Error(`authz answered ${response.status}: ${await response.text()}`)
    return await response.json()
  }
  return {
    key: KEY,
    request,
    post,
    async ask(userId, key, resource, atLeast, orgAtLeast) {
      const context = { atLeast, orgAtLeast }
      const question = { subject: { type: 'user', id: userId }, action: { name: key }, resource, context }
      return Decision.parse(await answer(await post('/authz/check', question)))
    },
    async abilities(userId) {
      const question = { subject: { type: 'user', id: userId } }
      return Abilities.parse(await answer(await post('/authz/abilities', question)))
    },
    async listen(port = 0) {
      const { server, stop } = await listen(app.fetch, port, [])
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('authz listens on no port')
      return { url: `http://127.0.0.1:${address.port}`, key: KEY, close: () => stop() }
    },
  }
}
