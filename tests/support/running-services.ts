import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '@latchkey/dev-postgres/ports'
import { afterAll } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { signingKey } from './keys.ts'
import { scratchDatabase } from './scratch.ts'
import { type Environment, runService, untilReadyIs } from './service-process.ts'
import { unique } from './world.ts'

const ROOT = join(import.meta.dirname, '../..')
const local = (port: number): string => `http://127.0.0.1:${port}`

interface Running {
  readonly url: string
  readonly port: number
  readonly metricsPort: number
  /** What it has written so far. */
  readonly output: { readonly out: string; readonly err: string }
  readonly kill: (signal: NodeJS.Signals) => void
}

/** The real processes of both services on a database of their own, and the secrets that they were given. */
export interface RunningServices {
  readonly authz: Running
  readonly coreApi: Running
  readonly secrets: Readonly<
    Record<'platformKey' | 'authzKey' | 'signingKey' | 'authzPassword' | 'coreApiPassword', string>
  >
  /** Where core-api keeps its mails. */
  readonly dataDir: string
  /** Plays the walkthrough against them, or what stands before them; gives its table. @throws Error when a step is not as expected */
  walkthrough(at?: string): Promise<string>
}

interface Given {
  readonly authz?: Environment
  readonly coreApi?: Environment
}

async function start(service: 'authz' | 'core-api', env: Environment, port: number, metricsPort: number) {
  const { child, output, ended } = runService(service, { ...env, METRICS_PORT: String(metricsPort) })
  afterAll(async () => {
    child.kill('SIGTERM')
    await ended
  })
  await untilReadyIs(local(port), 200)
  return { url: local(port), port, metricsPort, output, kill: (signal: NodeJS.Signals) => child.kill(signal) }
}

async function play(env: Environment): Promise<string> {
  const options = { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] }
  const child = spawn(process.execPath, ['--conditions=source', 'scripts/walkthrough.ts'], options)
  const [table, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(`the walkthrough is not as expected:\n${table}\n${complaints}`)
  return table
}

/** Call at the top level of a suite. */
export async function runningServices(given: Given = {}): Promise<RunningServices> {
  const dataDir = mkdtempSync(join(tmpdir(), 'latchkey-running-'))
  // Before the services are started: what is registered last is done first, and they write until they have ended.
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
  const databaseUrl = await scratchDatabase()
  const authzUrl = new URL(databaseUrl)
  authzUrl.username = unique('authz').replaceAll('-', '_')
  authzUrl.password = unique('password-of-authz')
  const coreApiUrl = new URL(databaseUrl)
  coreApiUrl.username = unique('core_api').replaceAll('-', '_')
  coreApiUrl.password = unique('password-of-core-api')
  await deploy(databaseUrl, authzUrl.href, coreApiUrl.href)
  const [platformKey, authzKey] = [unique('key-of-the-platform'), unique('key-of-core-api')]
  const key = await signingKey('running')
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const
  const authz = await start(
    'authz',
    {
      AUTHZ_PORT: String(ports[0]),
      AUTHZ_DATABASE_URL: authzUrl.href,
      AUTHZ_CLIENT_KEYS: `core-api:${authzKey}`,
      ...given.authz,
    },
    ...([ports[0], ports[1]] as const),
  )
  const coreApi = await start(
    'core-api',
    {
      CORE_API_PORT: String(ports[2]),
      DATABASE_URL: coreApiUrl.href,
      AUTHZ_URL: authz.url,
      AUTHZ_KEY: authzKey,
      JWT_SIGNING_KEYS: JSON.stringify({ keys: [key] }),
      PLATFORM_API_KEY: platformKey,
      DATA_DIR: dataDir,
      // A loaded machine takes longer than production waits.
      AUTHZ_DEADLINE_MS: '10000',
      ...given.coreApi,
    },
    ...([ports[2], ports[3]] as const),
  )
  return {
    authz,
    coreApi,
    secrets: {
      ...{ platformKey, authzKey, signingKey: key.d },
      ...{ authzPassword: authzUrl.password, coreApiPassword: coreApiUrl.password },
    },
    dataDir,
    walkthrough: (at = coreApi.url) => play({ CORE_API_URL: at, PLATFORM_API_KEY: platformKey, DATA_DIR: dataDir }),
  }
}
