import { LATEST_MIGRATION } from '@latchkey/shared/db/latest-migration'
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

/** What the migration table says; undefined when it cannot be read. */
async function readMigrations({ db }: Deps): Promise<MigrationState | undefined> {
  try {
    const [state] = await db.$queryRaw<MigrationState[]>`
      SELECT COALESCE(bool_or(migration_name = ${LATEST_MIGRATION} AND finished_at IS NOT NULL), false) AS latest,
             COALESCE(bool_or(finished_at IS NULL AND rolled_back_at IS NULL), false) AS failed
      FROM _prisma_migrations`
    return state
  } catch {
    return undefined
  }
}

const canQuery = async ({ db }: Deps): Promise<boolean> => {
  try {
    await db.$queryRaw`SELECT 1`
    return true
  } catch {
    return false
  }
}

const check = (passed: boolean): Check => (passed ? 'ok' : 'failed')

/** Whether requests can be served: the database answers, has every migration, and authz can decide. */
export async function readiness(deps: Deps): Promise<Readiness> {
  const [database, migrations, authz] = await Promise.all([canQuery(deps), readMigrations(deps), deps.authz.ready()])
  const isMigrated = migrations?.latest === true && !migrations.failed
  return {
    status: check(database && isMigrated && authz),
    checks: { database: check(database), migrations: check(isMigrated), authz: check(authz) },
  }
}
