import { SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import { docs } from '@latchkey/shared/http/docs'
import type { RequestEnv, RequestScope } from '@latchkey/shared/http/scope'
import { installShell } from '@latchkey/shared/http/shell'
import type { Logger } from '@latchkey/shared/logger'
import { createMetrics, type Metrics } from '@latchkey/shared/metrics/metrics'
import type { PermissionKey } from '@latchkey/shared/permissions'
import type { Tracing } from '@latchkey/shared/tracing'
import { within } from '@latchkey/shared/within'
import { Hono } from 'hono'
import type { DecisionPoint } from './decision-point.ts'
import { type Callers, callerOf, createForCapability, createPointOf } from './http/callers.ts'
import { type DecisionLog, inTurn, NO_DECISION_LOG } from './http/decision-log.ts'
import { createDecisionMetrics } from './http/decision-metrics.ts'
import { metadata } from './http/metadata.ts'
import { describeApi } from './http/openapi.ts'
import * as routes from './http/routes.ts'

export interface AppDeps {
  /** What decides and searches. */
  readonly point: DecisionPoint
  /** Who may ask. */
  readonly callers: Callers
  /** How authz is reached from outside; stands in its metadata. */
  readonly publicUrl: string
  readonly logger: Logger
  readonly metrics?: Metrics
  /** Where its spans go; nowhere unless given. */
  readonly tracing?: Tracing | undefined
  /** Whether the metrics have a port of their own, and are not to be had here. */
  readonly hasMetricsPort?: boolean
  /** Where decisions are written down; nowhere unless given. */
  readonly decisionLog?: DecisionLog
}

const MAX_BODY_BYTES = 1024 * 1024
/** Whoever asks for readiness waits for two seconds; what has not answered by then is not there. */
const PATIENCE_MS = 1_500
const NIL_ID = '00000000-0000-0000-0000-000000000000'
const ABOUT_NOBODY = {
  subject: { type: SUBJECT_TYPE, id: NIL_ID },
  action: { name: 'buildings.read' satisfies PermissionKey },
  resource: { type: 'building', id: NIL_ID },
  // Of any age: a replica answers, or the primary behind it.
  context: { atLeast: 0, orgAtLeast: 0 },
}

/** Ready is who can answer a question: one about nobody is asked, which reads what every question reads. */
const isReady = async (point: DecisionPoint, logger: Logger): Promise<boolean> => {
  try {
    const asked = Promise.resolve(point.evaluate([ABOUT_NOBODY]))
    return await within(
      PATIENCE_MS,
      asked.then(() => true),
      false,
    )
  } catch (err) {
    logger.warn({ err }, 'not ready')
    return false
  }
}

/** The whole route table of authz. */
export function createApp({
  point,
  callers,
  publicUrl,
  logger,
  metrics = createMetrics('authz'),
  hasMetricsPort = false,
  tracing,
  decisionLog = NO_DECISION_LOG,
}: AppDeps): Hono<RequestEnv> {
  const app = new Hono<RequestEnv>()
  const openapi = describeApi()

  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const ready = await isReady(point, logger)
    const status = ready ? 'ok' : 'failed'
    return c.json({ status, checks: { database: status } }, ready ? 200 : 503)
  })
  if (!hasMetricsPort) app.get('/metrics', () => metrics.render())
  app.get('/openapi.json', (c) => c.json(openapi))
  app.route('/docs', docs('Latchkey authz'))
  app.get('/.well-known/authzen-configuration', metadata(publicUrl))

  const pointOf = createPointOf(point)
  const recorder = inTurn(createDecisionMetrics(metrics), decisionLog)
  const forCapability = createForCapability(callers)
  const evaluation = forCapability('check', routes.evaluation(pointOf, recorder))
  const evaluations = forCapability('check', routes.evaluations(pointOf, recorder))
  app.on('POST', ['/authz/check', '/access/v1/evaluation'], evaluation)
  app.on('POST', ['/authz/check/batch', '/access/v1/evaluations'], evaluations)
  app.post('/authz/abilities', forCapability('abilities', routes.abilities(pointOf)))
  app.post('/authz/access', forCapability('access', routes.accessList(pointOf)))
  app.post('/authz/access/subject', forCapability('access', routes.subjectAccess(pointOf)))
  app.post('/access/v1/search/subject', forCapability('search', routes.searchSubjects(pointOf)))
  app.post('/access/v1/search/resource', forCapability('search', routes.searchResources(pointOf)))
  app.post('/access/v1/search/action', forCapability('search', routes.searchActions(pointOf)))
  const beforeNotFound = (request: Request, scope: RequestScope) => void callerOf(callers, request, scope)
  installShell(app, { logger, metrics, tracing, maxBodyBytes: MAX_BODY_BYTES, beforeNotFound })
  return app
}
