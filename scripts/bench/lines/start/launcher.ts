import { openSync, readFileSync } from 'node:fs'
import { freePort } from '@latchkey/dev-postgres/ports'
import { becomesReady } from '../../../launcher/ready.ts'
import { startChild } from '../../children.ts'
import { manager } from '../../manager.ts'
import { inherited, ROOT } from '../../services/services.ts'

const READY_MS = 120_000
const TAIL = 1_000

/** As people start it, else the command behind that. */
const command = manager ? [...manager, 'start'] : [process.execPath, '--conditions=source', 'scripts/start.ts']

export const startName = manager ? '`pnpm start`' : '`node scripts/start.ts`'

/** Starts everything on a data directory and stops it again; returns the seconds until it was ready. */
export async function timeStart(dataDir: string, log: string): Promise<number> {
  const [coreApiPort, authzPort] = await Promise.all([freePort(), freePort()])
  const ports = { CORE_API_PORT: String(coreApiPort), AUTHZ_PORT: String(authzPort) }
  const output = openSync(log, 'a')
  const started = performance.now()
  const child = await startChild(command, {
    cwd: ROOT,
    env: { ...inherited(), ...ports, DATA_DIR: dataDir },
    stdio: ['ignore', output, output],
  })
  const gone = new AbortController()
  void child.ended.then(() => gone.abort())
  const isReady = await becomesReady(`http://127.0.0.1:${coreApiPort}/readyz`, READY_MS, gone.signal)
  const seconds = (performance.now() - started) / 1_000
  await child.stop()
  if (!isReady) throw new Error(`${startName} was not ready: ${readFileSync(log, 'utf8').slice(-TAIL)}`)
  return seconds
}
