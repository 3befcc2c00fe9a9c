import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, LaunchError } from '@latchkey/dev-postgres/errors'
import type { ClientBase } from 'pg'

/** How a migration waits for its locks. */
export interface Patience {
  /**
   * How long for one, in milliseconds. Whoever comes after it waits behind it meanwhile, and authz gives up after a second:
   * the time is shorter than any request is patient.
   */
  readonly lockMs: number
  /** How often it is tried. */
  readonly attempts: number
  /** Waits between two attempts, so that the statements queued behind can proceed. */
  pause(attempt: number): Promise<unknown>
  warn(text: string): void
}

const LONGEST_PAUSE_MS = 5_000
/** About two minutes. */
export const PATIENCE: Omit<Patience, 'warn'> = {
  lockMs: 500,
  attempts: 30,
  pause: (attempt) => sleep(Math.min(attempt * 500, LONGEST_PAUSE_MS)),
}

/** Lock timeout and deadlock. */
const IN_THE_WAY = new Set(['55P03', '40P01'])

const OLDEST = `SELECT pid, usename AS "user", round(extract(epoch FROM clock_timestamp() - xact_start))::int AS seconds
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
  ORDER BY xact_start LIMIT 1`

/** The transaction that has been open longest: most often what is in the way. */
async function oldestTransaction(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ pid: number; user: string | null; seconds: number }>(OLDEST)
  const [oldest] = rows
  if (oldest === undefined) return 'no transaction is open now'
  return `the oldest open transaction is that of process ${oldest.pid} (${oldest.user}), begun ${oldest.seconds} s ago`
}

/**
 * Tries a migration until it gets its locks; each try is rolled back whole.
 * @throws LaunchError when it never did
 */
export async function patiently(
  client: ClientBase,
  name: string,
  { lockMs, attempts, pause, warn }: Patience,
  once: (lockMs: number) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(lockMs)
    } catch (error) {
      if (!IN_THE_WAY.has(String(codeOf(error)))) throw error
      await client.query('ROLLBACK')
      const why = `The migration ${name} did not get a lock within ${lockMs} ms: ${await oldestTransaction(client)}.`
      if (attempt === attempts) {
        throw new LaunchError(`${why} It was tried ${attempts} times and has changed nothing: deploy again later.`)
      }
      warn(`${why} Try ${attempt} of ${attempts}: it was rolled back and is tried again.`)
      await pause(attempt)
    }
  }
}
