import { createApp, ENDPOINTS } from '@latchkey/core-api/app'
import { CONSOLE } from '@latchkey/core-api/console/routes'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { GUARDED_ROUTES, OPEN_ROUTES } from '../support/known-routes.ts'
import { ASKED_BY_BODY, nameOf } from '../support/routes.ts'
import { paramsOf } from '../support/targets.ts'

const api = await testCoreApi()

type Endpoint = (typeof ENDPOINTS)[number]
const KEYS: ReadonlySet<string | undefined> = new Set(PERMISSION_KEYS)

/** Routes that do not declare who may call them. */
const undeclared = (endpoints: readonly Endpoint[]): string[] =>
  endpoints
    .filter((endpoint) => {
      const { kind, permission } = endpoint.access
      if (kind === 'org' || kind === 'building') return !KEYS.has(permission)
      return kind === 'body' ? nameOf(endpoint) !== ASKED_BY_BODY : !['public', 'platform', 'self'].includes(kind)
    })
    .map(nameOf)

const isOpen = ({ access: { kind } }: Endpoint) => kind === 'public' || kind === 'self'
const namesOf = (endpoints: readonly Endpoint[]) => endpoints.map(nameOf).toSorted()

const made = (access: Endpoint['access']): Endpoint => ({
  method: 'get',
  path: '/new',
  access,
  describe: () => undefined,
  mount: () => undefined,
})

describe('the route table', () => {
  it('has no route without a permission key, unless it is public, platform or self, or provisioning', () => {
    expect(undeclared(ENDPOINTS)).toEqual([])
  })

  it('would fail on a route that asks for no key', () => {
    for (const kind of ['org', 'building'] as const) expect(undeclared([made({ kind })])).toEqual(['GET /new'])
    expect(undeclared([made({ kind: 'org', permission: 'users.read' })])).toEqual([])
    expect(undeclared([made({ kind: 'self' })])).toEqual([])
  })

  it('would fail on a route other than provisioning that asks by its body, and has provisioning ask so', () => {
    expect(undeclared([made({ kind: 'body' })])).toEqual(['GET /new'])
    const byBody = ENDPOINTS.filter(({ access }) => access.kind === 'body')
    expect(byBody.map(nameOf)).toEqual([ASKED_BY_BODY])
  })

  it('has exactly the guarded and the open routes that the isolation suite knows', () => {
    const guarded = ENDPOINTS.filter((endpoint) => !isOpen(endpoint))
    expect(namesOf(guarded)).toEqual(Object.keys(GUARDED_ROUTES).toSorted())
    expect(namesOf(ENDPOINTS.filter(isOpen))).toEqual(Object.keys(OPEN_ROUTES).toSorted())
  })

  it('names no parameter that the suite cannot make', () => {
    for (const { path } of ENDPOINTS) expect(() => paramsOf(path)).not.toThrow()
  })
})

describe('the app', () => {
  const OPERATIONS = ['/livez', '/readyz', '/metrics', '/.well-known/jwks.json', '/openapi.json', '/docs']

  /** The links in mails, which lead to pages of the console. */
  const IN_MAILS = ['/accept-invite', '/confirm-email', '/reset-password']

  it('answers at no path but those of the route table, of operations and below the console', () => {
    const paths = createApp(api.deps)
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => ({ method, path: path.replaceAll(/:(\w+)/g, '{$1}') }))
    const isOperation = (path: string) => OPERATIONS.some((known) => path === known || path.startsWith('/docs/'))
    const isPage = (path: string) => path === CONSOLE || IN_MAILS.includes(path) || path.startsWith(`${CONSOLE}/`)
    const routes = paths
      .filter(({ path }) => !isOperation(path) && !isPage(path))
      .map(({ method, path }) => `${method} ${path}`)
    const wanted = ENDPOINTS.flatMap(({ method, path }) =>
      ['/api', ''].map((prefix) => `${method.toUpperCase()} ${prefix}${path}`),
    )
    expect([...new Set(routes)].toSorted()).toEqual(wanted.toSorted())
  })
})
