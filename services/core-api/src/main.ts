import { createCaslExtension } from '@casl/prisma/runtime'
import { createAuthzClient } from '@latchkey/shared/authz/client'
import { createDb, type Db } from '@latchkey/shared/db/client'
import { createMetrics } from '@latchkey/shared/http/metrics'
import { listen, stopOnSignal } from '@latchkey/shared/http/server'
import { createLogger } from '@latchkey/shared/logger'
import { createApp } from './app.ts'
import { createAccessTokens } from './auth/tokens.ts'
import { type Config, readConfig } from './config.ts'

/** Ends the process with what is wrong, without a stack trace. */
const readConfigOrExit = (): Config => {
  try {
    return readConfig(process.env)
  } catch (error) {
    process.stderr.write(`core-api: ${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(1)
  }
}

const config = readConfigOrExit()
const logger = createLogger('core-api', config.logLevel)
const clock = () => new Date()
const db = createDb(config.databaseUrl, config.databaseConnections)
const authz = createAuthzClient(config.authz)
const app = createApp({
  db,
  // safe because the extension only inspects queries: the client keeps its methods
  listDb: db.$extends(createCaslExtension()) as unknown as Db,
  authz,
  tokens: await createAccessTokens(config.signingKeys, clock),
  clock,
  platformApiKey: config.platformApiKey,
  corsOrigins: config.corsOrigins,
  logger,
  metrics: createMetrics('core-api'),
})
const running = await listen(app.fetch, config.port, [() => authz.close(), () => db.$disconnect()])
logger.info({ port: config.port }, 'listening')
stopOnSignal(running, logger)
