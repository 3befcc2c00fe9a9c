import { LATEST_MIGRATION } from '@latchkey/shared/db/latest-migration'
import { type SettingsHeld, settingsLost, settingsOf } from '@latchkey/shared/postgres'
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

interface DatabaseState {
  readonly writable: boolean
  readonly settings: SettingsHeld
}

/**
 * A standby, and a database that was told to take no writes, answer and are of no use. Nor is a pooler that drops what a
 * connection must have: instants would be stored shifted.
 */
async function canBeUsed({ db, logger }: Deps): Promise<boolean> {
  const names = Object.keys(settingsOf(db.limits))
  const [state] = await db.read<DatabaseState>`
    SELECT current_setting('transaction_read_only') = 'off' AS writable,
           (SELECT json_object_agg(name, setting) FROM pg_settings WHERE name = ANY (${names}::text[])) AS settings`
  if (state === undefined) return false
  const lost = settingsLost(state.settings, db.limits)
  if (lost.length > 0) logger.error({ settings: lost }, 'connections lack their settings: pnpm migrate pooled')
  return state.writable && lost.length === 0
}

/** A check that does not finish in time has failed. */
async function check(passes: Promise<boolean>): Promise<Check> {
  const inTime = within(PATIENCE_MS, passes, false).catch(() => false)
  return (await inTime) ? 'ok' : 'failed'
}

/** Whether requests can be served: the database takes writes, has every migration, and authz can decide. */
export async function readiness(deps: Deps): Promise<Readiness> {
  const [database, migrations, authz] = await Promise.all([
    check(canBeUsed(deps)),
    check(isMigrated(deps)),
    check(deps.authz.ready()),
  ])
  const checks = { database, migrations, authz }
  return { status: Object.values(checks).every((one) => one === 'ok') ? 'ok' : 'failed', checks }
}
