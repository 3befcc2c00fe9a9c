import { AuthzError } from '@latchkey/authz-client'
import { isUnavailable } from '@latchkey/shared/db/errors'
import { DomainError } from '@latchkey/shared/errors'
import { toldOf } from '@latchkey/shared/http/client-network'
import { docs } from '@latchkey/shared/http/docs'
import type { Connection } from '@latchkey/shared/http/scope'
import { installShell } from '@latchkey/shared/http/shell'
import { Hono } from 'hono'
import { assignmentRoutes } from './assignments/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { recoveryRoutes } from './auth/recovery-routes.ts'
import { authRoutes } from './auth/routes.ts'
import { buildingRoutes } from './buildings/routes.ts'
import { CONSOLE, mountConsole } from './console/routes.ts'
import type { Deps } from './deps.ts'
import { clientAddress } from './http/address.ts'
import type { Endpoint, EndpointEnv } from './http/endpoint.ts'
import { SECURITY_HEADERS } from './http/security-headers.ts'
import { inviteRoutes } from './invites/routes.ts'
import { myAccessRoutes } from './me/routes.ts'
import { occupancyRoutes } from './occupancies/routes.ts'
import { describeApi } from './operations/openapi.ts'
import { readiness } from './operations/readiness.ts'
import { personAccessRoutes } from './person-access/routes.ts'
import { platformRoutes } from './platform/routes.ts'
import { provisioningRoutes } from './provisioning/routes.ts'
import { removalRoutes } from './removal/routes.ts'
import { residentRoutes } from './residents/routes.ts'
import { roleRoutes } from './roles/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { unitRoutes } from './units/routes.ts'
import { userRoutes } from './users/routes.ts'
import { buildingAccessRoutes } from './who-may-here/routes.ts'

const MAX_BODY_BYTES = 256 * 1024

/** The whole route table. Each line says who may call it; paths stand below /api. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...platformRoutes,
  ...authRoutes,
  ...recoveryRoutes,
  ...sessionRoutes,
  ...myAccessRoutes,
  ...userRoutes,
  ...personAccessRoutes,
  ...removalRoutes,
  ...inviteRoutes,
  ...provisioningRoutes,
  ...roleRoutes,
  ...buildingRoutes,
  ...buildingAccessRoutes,
  ...unitRoutes,
  ...assignmentRoutes,
  ...occupancyRoutes,
  ...residentRoutes,
  ...auditRoutes,
]

/** Maps failures of authz and of the database to domain errors. */
const translate = (error: unknown): unknown => {
  if (isUnavailable(error)) return new DomainError('unavailable', { cause: error })
  return error instanceof AuthzError ? new DomainError('authorization_unavailable', { cause: error }) : error
}

/** The app: the API at /api and, the same router, at /; what operators and readers need beside it. */
export function createApp(deps: Deps): Hono<EndpointEnv> {
  const api = new Hono<EndpointEnv>()
  for (const { mount } of ENDPOINTS) mount(api, deps)
  // Written when somebody reads it: that takes longer than the rest of the app.
  let openapi: object | undefined
  const describe = () => {
    openapi ??= describeApi(ENDPOINTS)
    return openapi
  }

  const app = new Hono<EndpointEnv>()
  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const state = await readiness(deps)
    return c.json(state, state.status === 'ok' ? 200 : 503)
  })
  if (!deps.hasMetricsPort) app.get('/metrics', () => deps.metrics.render())
  app.get('/.well-known/jwks.json', (c) => c.json(deps.tokens.publicKeys))
  app.get('/openapi.json', (c) => c.json(describe()))
  app.route('/docs', docs('Latchkey core-api'))
  mountConsole(app, deps)
  app.route('/api', api)
  app.route('/', api)
  const { logger, metrics, tracing, corsOrigins, logClientAddress, trustedProxies } = deps
  const clientOf = (request: Request, connection: Connection) =>
    toldOf(clientAddress(request, connection, trustedProxies), logClientAddress)
  const limits = { maxBodyBytes: MAX_BODY_BYTES, headers: SECURITY_HEADERS, corsOrigins, pagesBelow: CONSOLE }
  installShell(app, { logger, metrics, tracing, clientOf, ...limits, translate })
  return app
}
