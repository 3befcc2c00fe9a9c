import { createMetrics } from '@latchkey/shared/http/metrics'
import { installShell } from '@latchkey/shared/http/shell'
import type { Logger } from '@latchkey/shared/logger'
import { Hono } from 'hono'
import { abilities } from './abilities/routes.ts'
import { createListAccess } from './access/list.ts'
import { access } from './access/routes.ts'
import { metadata, searchActions, searchResources, searchSubjects } from './authzen/routes.ts'
import { type AuthzEnv, type Caller, requireCaller } from './callers.ts'
import { evaluation, evaluations } from './check/routes.ts'
import { createListAbilities } from './decide.ts'
import { type DecisionLog, NO_DECISION_LOG } from './decision-log.ts'
import type { DecisionPoint } from './decision-point.ts'
import type { Facts } from './facts.ts'
import { createLatchkeyPoint } from './latchkey-point.ts'

export interface AppDeps {
  readonly facts: Facts
  /** Who may ask. */
  readonly callers: readonly Caller[]
  /** How authz is reached from outside; stands in its metadata. */
  readonly publicUrl: string
  readonly logger: Logger
  /** What decides and searches; Latchkey's own policy on the facts unless given. */
  readonly point?: DecisionPoint
  /** Where decisions are written down; nowhere unless given. */
  readonly decisionLog?: DecisionLog
}

const MAX_BODY_BYTES = 1024 * 1024
const NIL_ID = '00000000-0000-0000-0000-000000000000'

/** Ready is who can answer a question: the statement of every check is run, about nobody. */
const isReady = async (facts: Facts, logger: Logger): Promise<boolean> => {
  try {
    await facts.forQuestions([{ subjectId: NIL_ID, type: 'building', resourceId: NIL_ID }])
    return true
  } catch (err) {
    logger.warn({ err }, 'not ready')
    return false
  }
}

/** The whole route table of authz. */
export function createApp(deps: AppDeps): Hono<AuthzEnv> {
  const { facts, callers, logger, point = createLatchkeyPoint(facts), decisionLog: log = NO_DECISION_LOG } = deps
  const app = new Hono<AuthzEnv>()
  const metrics = createMetrics('authz')

  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const ready = await isReady(facts, logger)
    const status = ready ? 'ok' : 'failed'
    return c.json({ status, checks: { database: status } }, ready ? 200 : 503)
  })
  app.get('/metrics', () => metrics.render())
  app.get('/.well-known/authzen-configuration', metadata(deps.publicUrl))

  app.use(requireCaller(callers))
  app.on('POST', ['/authz/check', '/access/v1/evaluation'], evaluation({ point, log }))
  app.on('POST', ['/authz/check/batch', '/access/v1/evaluations'], evaluations({ point, log }))
  app.post('/authz/abilities', abilities(createListAbilities(facts)))
  app.post('/authz/access', access(createListAccess(facts)))
  app.post('/access/v1/search/subject', searchSubjects(point))
  app.post('/access/v1/search/resource', searchResources(point))
  app.post('/access/v1/search/action', searchActions(point))
  installShell(app, { logger, metrics, maxBodyBytes: MAX_BODY_BYTES })
  return app
}
