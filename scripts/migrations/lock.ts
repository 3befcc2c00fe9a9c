import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchError } from '@latchkey/dev-postgres/errors'
import type { ClientBase } from 'pg'

/** The advisory lock that Prisma's engine holds while it migrates. */
const LOCK = 72_707_369
const PATIENCE_MS = 60_000
const PAUSE_MS = 100

/**
 * Asked for again and again: whoever waited for it in a statement would be waited for by an index that is made beside
 * writes, and neither would end.
 * @throws LaunchError when another process migrates for too long
 */
export async function lock(client: ClientBase): Promise<void> {
  // A migration may take long: a bound that the role or the database sets for its own queries is none for it.
  await client.query('SET statement_timeout = 0; SET lock_timeout = 0')
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const { rows } = await client.query<{ isOurs: boolean }>('SELECT pg_try_advisory_lock($1) AS "isOurs"', [LOCK])
    if (rows[0]?.isOurs === true) return
    if (performance.now() > deadline)
      throw new LaunchError(
        `Another process has been migrating this database for ${PATIENCE_MS / 1_000} s. Try again later.`,
      )
    await sleep(PAUSE_MS)
  }
}

/** Whoever waits for it in a statement has it before it can be asked for again. */
export const unlock = (client: ClientBase) => client.query('SELECT pg_advisory_unlock($1)', [LOCK])

const AWAITED = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

/** Whether somebody waits for it in a statement, as the stock CLI does. */
export const isAwaited = async (client: ClientBase): Promise<boolean> => {
  const { rowCount } = await client.query(AWAITED, [LOCK])
  return rowCount !== 0
}
