import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from '@latchkey/shared/config'
import { z } from 'zod'
import { readSettings } from '../launcher/environment.ts'
import { attempt, type Finding, good, wrong } from './check.ts'
import { clockFinding, databaseFindings } from './database.ts'
import { dataDirectory, embeddedPostgres, nodeVersion, packages, portsFree } from './machine.ts'

const root = join(fileURLToPath(import.meta.url), '../../..')
const ANSWER_MS = 5_000

const Ready = z.object({ status: z.string(), checks: z.record(z.string(), z.string()) })

/** What core-api on this port says of itself; nothing when none listens there. */
async function runningFindings(port: number): Promise<Finding[]> {
  const asked = Date.now()
  const url = `http://127.0.0.1:${port}/readyz`
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined)
  const ready = answer && Ready.safeParse(await answer.json().catch(() => undefined)).data
  if (answer === undefined || ready === undefined) return []
  const failed = Object.entries(ready.checks).filter(([, state]) => state !== 'ok')
  const told = failed.length > 0 ? `not ready: ${failed.map(([part]) => part).join(', ')}` : 'runs and is ready'
  const findings = [ready.status === 'ok' ? good('core-api', told) : wrong('core-api', told)]
  const date = Date.parse(answer.headers.get('date') ?? '')
  // Its header is of whole seconds.
  if (!Number.isNaN(date)) findings.push(clockFinding('clock of core-api', new Date(date), asked - 1_000, Date.now()))
  return findings
}

/** Everything that keeps Latchkey from running well on this machine, as far as it can be seen; changes nothing. */
export async function diagnose(env: Environment): Promise<Finding[]> {
  const findings = [nodeVersion(), await attempt('packages', () => packages(root))]
  const settings = await readSettings(env).catch((error: unknown) => {
    findings.push(wrong('configuration', error instanceof Error ? error.message : String(error)))
  })
  if (settings === undefined) return findings
  const running = await runningFindings(settings.ports.CORE_API_PORT)
  const database = settings.given['DATABASE_URL']
  return [
    ...findings,
    good('configuration', 'every variable is valid'),
    await attempt('DATA_DIR', () => dataDirectory(settings)),
    await attempt('ports', () => portsFree(settings, running.length > 0)),
    ...(database === undefined ? [embeddedPostgres()] : await databaseFindings(database)),
    ...running,
  ]
}
