import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { watchPackageManagers } from '@latchkey/dev-postgres/ancestors'
import type { PostgresServer } from '@latchkey/dev-postgres/embedded'
import { LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import { takeLock } from '@latchkey/dev-postgres/lock'
import { assertPortsFree } from '@latchkey/dev-postgres/ports'
import type { Environment } from '@latchkey/shared/config'
import { deploy, describeDeployed } from '../migrations/deploy.ts'
import { openDatabase } from './database.ts'
import { complete, type DatabaseUrls, readSettings, type Settings } from './environment.ts'
import { becomesReady } from './ready.ts'
import { runReloading } from './reload.ts'
import { type Run, runToEnd } from './run.ts'
import { ensureSecrets } from './secrets.ts'
import { startService } from './services.ts'
import { onStopSignal } from './signals.ts'

const READY_MS = 60_000
/** How long the services of a killed launcher may still hold their ports. */
const TAKE_OVER_MS = 10_000
const POSTGRES_CHECK_MS = 1_000
const DEPLOY_GRACE_MS = 15_000

/** Not `recursive`: Node tries for ever where the system refuses a folder with ENOENT, as /proc does. */
function makeFolder(path: string): void {
  if (!existsSync(dirname(path))) makeFolder(dirname(path))
  mkdirSync(path)
}

/**
 * Closed to others; when root makes it, the user that PostgreSQL runs as must get through.
 * @throws LaunchError when there is a file in its place, or it cannot be made
 */
function makeDataDir(dataDir: string): void {
  if (statSync(dataDir, { throwIfNoEntry: false })?.isDirectory()) return
  try {
    makeFolder(dataDir)
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
  } catch (error) {
    throw new LaunchError(`DATA_DIR ${dataDir} cannot be made a folder: ${messageOf(error)}.`)
  }
}

function watchPostgres(run: Run, server: PostgresServer): void {
  run.onEnd(() => server.stop())
  const timer = setInterval(() => {
    if (!server.isRunning())
      run.end(1, 'PostgreSQL ended by itself, see server.log in its directory: stopping the rest')
  }, POSTGRES_CHECK_MS)
  run.onEnd(() => clearInterval(timer))
}

/** A migration cut short would count as failed, so it may finish; one that waits for a lock must not hold us for ever. */
function finish<Result>(work: Promise<Result>, ending: AbortSignal): Promise<Result> {
  const overdue = new Promise<never>((_, reject) => {
    const giveUp = () => setTimeout(() => reject(ending.reason), DEPLOY_GRACE_MS).unref()
    ending.addEventListener('abort', giveUp, { once: true })
  })
  return Promise.race([work, overdue])
}

async function deployTo(urls: DatabaseUrls, ending: AbortSignal): Promise<void> {
  ending.throwIfAborted()
  const { DATABASE_URL, AUTHZ_DATABASE_URL, CORE_API_DATABASE_URL } = urls
  const deployed = await finish(deploy(DATABASE_URL, AUTHZ_DATABASE_URL, CORE_API_DATABASE_URL), ending)
  for (const line of describeDeployed(deployed)) console.log(line)
  ending.throwIfAborted()
}

async function startServices(
  run: Run,
  variables: Environment,
  ports: Settings['ports'],
  reloads: boolean,
): Promise<void> {
  const url = `http://127.0.0.1:${ports.CORE_API_PORT}/readyz`
  if (reloads) return runReloading(run, variables, url)
  for (const service of [startService('authz', variables), startService('core-api', variables)]) {
    run.onEnd(() => service.stop())
    void service.ended.then((how) => run.end(1, `${service.name} ${how}: stopping the rest`))
  }
  if (await becomesReady(url, READY_MS, run.ending)) return
  run.ending.throwIfAborted()
  throw new LaunchError(`core-api was not ready within ${READY_MS / 1_000} s: ask ${url}`)
}

/** Prints the database URL only of the embedded server: whoever sets DATABASE_URL knows it. */
function announce(
  { ports, production }: Settings,
  { PLATFORM_API_KEY }: Environment,
  embedded: string | undefined,
): void {
  const at = (port: number): string => `http://localhost:${port}`
  const seconds = process.uptime().toFixed(1)
  console.log(`
Latchkey is ready (${seconds} s)
  core-api      ${at(ports.CORE_API_PORT)}
  console       ${at(ports.CORE_API_PORT)}/console
  docs          ${at(ports.CORE_API_PORT)}/docs
  authz         ${at(ports.AUTHZ_PORT)}
  platform key  ${production ? 'as set in PLATFORM_API_KEY' : PLATFORM_API_KEY}${embedded === undefined ? '' : `\n  DATABASE_URL  ${embedded}`}
`)
}

async function bringUp(run: Run, settings: Settings, reloads: boolean): Promise<void> {
  const { production, dataDir, ports, given } = settings
  makeDataDir(dataDir)
  const lock = await takeLock(dataDir, run.ending)
  run.onEnd(() => lock.release())
  await assertPortsFree(ports, lock.takenOver ? TAKE_OVER_MS : 0, run.ending)
  const secrets = production ? undefined : await ensureSecrets(dataDir)
  const { urls, server } = await openDatabase(settings, secrets, run.ending)
  if (server !== undefined) watchPostgres(run, server)
  await deployTo(urls, run.ending)
  const variables = complete({ ...given, DATA_DIR: dataDir }, secrets, ports.AUTHZ_PORT, urls)
  await startServices(run, variables, ports, reloads)
  announce(settings, variables, server && urls.DATABASE_URL)
}

/**
 * Starts everything and keeps it running until it is told to stop or a part of it ends; returns the exit code. With
 * `reloads` the services are run anew when a source changes, and their end is not that of the rest.
 */
export function launch(env: Environment, { reloads = false } = {}): Promise<0 | 1> {
  return runToEnd(async (run) => {
    onStopSignal((signal) => run.end(0, `${signal}: stopping`))
    run.onEnd(watchPackageManagers((name) => run.end(0, `${name} is gone: stopping`)))
    await bringUp(run, await readSettings(env), reloads)
  })
}
