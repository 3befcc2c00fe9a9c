import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Database } from './database.ts'

type Environment = Readonly<Record<string, string>>

export interface Environments {
  readonly authz: Environment
  readonly coreApi: Environment
  /** The key that the benchmark asks authz with. */
  readonly authzKey: string
  /** The key of a caller that may ask a hundred questions a second. */
  readonly limitedKey: string
  readonly platformKey: string
  /** What access tokens are verified with. */
  readonly publicKeys: { readonly keys: readonly JWK[] }
}

const secret = (): string => randomBytes(32).toString('hex')

async function signingKeys() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: 'bench', alg: 'ES256', use: 'sig' }
  const { d: _, ...publicKey } = key
  return { privateKeys: { keys: [key] }, publicKeys: { keys: [publicKey] } }
}

const limitedCaller = (key: string) => ({
  name: 'limited',
  keySha256: [createHash('sha256').update(key).digest('hex')],
  may: ['check'],
  orgs: '*',
  perSecond: 100,
})

/** What both services are given: production mode, new secrets, free ports, every decision and request logged. */
export async function makeEnvironments(
  { url, authzUrl }: Pick<Database, 'url' | 'authzUrl'>,
  dataDir: string,
): Promise<Environments> {
  const [authzKey, coreApiKey, platformKey, limitedKey] = [secret(), secret(), secret(), secret()]
  const callersFile = join(dataDir, 'callers.json')
  writeFileSync(callersFile, JSON.stringify([limitedCaller(limitedKey)]))
  const { privateKeys, publicKeys } = await signingKeys()
  const [authzPort, coreApiPort] = await Promise.all([freePort(), freePort()])
  const common = { NODE_ENV: 'production', LOG_LEVEL: 'info', SHUTDOWN_DELAY_MS: '0' }
  return {
    authz: {
      ...common,
      AUTHZ_PORT: String(authzPort),
      AUTHZ_DATABASE_URL: authzUrl,
      AUTHZ_DECISION_LOG: 'all',
      AUTHZ_CALLERS_FILE: callersFile,
      AUTHZ_CLIENT_KEYS: `core-api:${coreApiKey},bench:${authzKey}`,
    },
    coreApi: {
      ...common,
      CORE_API_PORT: String(coreApiPort),
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      AUTHZ_URL: `http://127.0.0.1:${authzPort}`,
      AUTHZ_KEY: coreApiKey,
      PLATFORM_API_KEY: platformKey,
      JWT_SIGNING_KEYS: JSON.stringify(privateKeys),
    },
    authzKey,
    limitedKey,
    platformKey,
    publicKeys,
  }
}
