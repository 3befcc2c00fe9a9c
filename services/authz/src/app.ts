import { createMetrics } from '@latchkey/shared/http/metrics'
import { installRequestHandling } from '@latchkey/shared/http/request'
import type { Logger } from '@latchkey/shared/logger'
import { Hono } from 'hono'
import { abilities } from './abilities/routes.ts'
import { type AuthzEnv, type Caller, requireCaller } from './callers.ts'
import { check, checkBatch } from './check/routes.ts'
import { createDecide, createDecideAll, createListAbilities } from './decide.ts'
import type { Facts } from './facts.ts'

export interface AppDeps {
  readonly facts: Facts
  /** Who may ask. */
  readonly callers: readonly Caller[]
  readonly logger: Logger
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
export function createApp({ facts, callers, logger }: AppDeps): Hono<AuthzEnv> {
  const app = new Hono<AuthzEnv>()
  const metrics = createMetrics('authz')
  installRequestHandling(app, { logger, metrics, maxBodyBytes: MAX_BODY_BYTES })

  app.get('/livez', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const ready = await isReady(facts, c.get('log'))
    const status = ready ? 'ok' : 'failed'
    return c.json({ status, checks: { database: status } }, ready ? 200 : 503)
  })
  app.get('/metrics', () => metrics.render())

  app.use(requireCaller(callers))
  app.post('/authz/check', check(createDecide(facts)))
  app.post('/authz/check/batch', checkBatch(createDecide(facts), createDecideAll(facts)))
  app.post('/authz/abilities', abilities(createListAbilities(facts)))
  return app
}
