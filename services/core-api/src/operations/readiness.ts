import { LATEST_MIGRATION } from '@latchkey/shared/db/latest-migration'
import { within } from '@latchkey/shared/within'
import type { Deps } from '../deps.ts'

type Check = 'ok' | 'failed'

export interface Readiness {
  readonly status: Check
  readonly checks: Readonly<Record<'database' | 'migrations' | 'authz', Check>>
}

interface MigrationState {
  readonly latest: boolean
  readonly failed: boolean
}

/** Whoever asks for readiness waits for two seconds; what has not answered by then is not there. */
const PATIENCE_MS = 1_500

async function isMigrated({ db }: Deps): Promise<boolean> {
  const [state] = await db.read<MigrationState>`
    SELECT COALESCE(bool_or(migration_name = ${LATEST_MIGRATION} AND finished_at IS NOT NULL), false) AS latest,
           COALESCE(bool_or(finished_at IS NULL AND rolled_back_at IS NULL), false) AS failed
    FROM _prisma_migrations`
  return state?.latest === true && !state.failed
}

/** A standby, and a database that was told to take no writes, answer and are of no use. */
async function takesWrites({ db }: Deps): Promise<boolean> {
  const [state] = await db.read<{ writable: boolean }>`
    SELECT current_setting('transaction_read_only') = 'off' AS writable`
  return state?.writable === true
}

/** Failed when it cannot be said in time. */
async function check(passes: Promise<boolean>): Promise<Check> {
  const inTime = within(PATIENCE_MS, passes, false).catch(() => false)
  return (await inTime) ? 'ok' : 'failed'
}

/** Whether requests can be served: the database takes writes, has every migration, and authz can decide. */
export async function readiness(deps: Deps): Promise<Readiness> {
  const [database, migrations, authz] = await Promise.all([
    check(takesWrites(deps)),
    check(isMigrated(deps)),
    check(deps.authz.ready()),
  ])
  const checks = { database, migrations, authz }
  return { status: Object.values(checks).every((one) => one === 'ok') ? 'ok' : 'failed', checks }
}
