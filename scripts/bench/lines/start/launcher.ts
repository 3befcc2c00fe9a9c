import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from '../../children.ts'
import { becomesReady, freePort } from '../../launcher.ts'
import { inherited, ROOT } from '../../services/services.ts'

const READY_MS = 120_000
const GONE_MS = 30_000

/** `pnpm start` when pnpm runs the benchmark, else the command behind it. */
function startCommand(): readonly string[] {
  const manager = process.env['npm_execpath']
  if (manager === undefined) return [process.execPath, '--conditions=source', 'scripts/start.ts']
  return /\.[cm]?js$/.test(manager) ? [process.execPath, manager, 'start'] : [manager, 'start']
}

export const startName = process.env['npm_execpath'] === undefined ? '`node scripts/start.ts`' : '`pnpm start`'

/** The launcher outlives a package manager that is told to stop; its lock goes last. */
async function untilGone(dataDir: string): Promise<void> {
  const deadline = Date.now() + GONE_MS
  while (existsSync(join(dataDir, 'launcher.pid'))) {
    if (Date.now() > deadline) throw new Error('The launcher did not stop')
    await sleep(50)
  }
}

/** Starts everything on a data directory and stops it again; returns the seconds until it was ready. */
export async function timeStart(dataDir: string): Promise<number> {
  const [coreApiPort, authzPort] = await Promise.all([freePort(), freePort()])
  const ports = { CORE_API_PORT: String(coreApiPort), AUTHZ_PORT: String(authzPort) }
  const started = performance.now()
  const child = await startChild(startCommand(), {
    cwd: ROOT,
    env: { ...inherited(), ...ports, DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = new AbortController()
  void child.ended.then(() => gone.abort())
  const isReady = await becomesReady(`http://127.0.0.1:${coreApiPort}/readyz`, READY_MS, gone.signal)
  const seconds = (performance.now() - started) / 1_000
  await child.stopGroup()
  await untilGone(dataDir)
  if (!isReady) throw new Error(`${startName} was not ready in time`)
  return seconds
}
