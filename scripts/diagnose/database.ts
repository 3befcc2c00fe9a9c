import type { ClientBase } from 'pg'
import { withClient } from '../migrations/client.ts'
import { readMigrations } from '../migrations/files.ts'
import { statusOf } from '../migrations/history.ts'
import { isSameDatabase } from '../migrations/identity.ts'
import { attempt, type Finding, good, wrong } from './check.ts'

const OLDEST = 15
const IDENTITY_MIGRATION = '20261126052000_database_identities'
/** Tokens and grants begin and end by the clocks of core-api and of the database. */
const MOST_SKEW_MS = 2_000

interface Server {
  readonly version: number
  readonly readOnly: boolean
  readonly now: Date
}

const ABOUT = `SELECT current_setting('server_version_num')::int AS version,
  current_setting('transaction_read_only') = 'on' AS "readOnly", clock_timestamp() AS now`

/** How far a clock is from ours, asked between two instants: what the way took is not counted. */
export function clockFinding(what: string, theirs: Date, asked: number, answered: number): Finding {
  const skew = Math.max(asked - theirs.getTime(), theirs.getTime() - answered, 0)
  const told = `${(skew / 1_000).toFixed(1)} s from this machine`
  return skew > MOST_SKEW_MS ? wrong(what, `${told}: set both by NTP`) : good(what, told)
}

function serverFinding({ version, readOnly }: Server): Finding {
  const major = Math.floor(version / 10_000)
  if (major < OLDEST) return wrong('database', `PostgreSQL ${major}: ${OLDEST} or newer is needed`)
  if (readOnly) return wrong('database', `PostgreSQL ${major} takes no writes: is it a standby?`)
  return good('database', `PostgreSQL ${major}, takes writes`)
}

/** Once the table is there; a standby has no timeline of its own. */
async function identityFinding(
  client: ClientBase,
  isReadOnly: boolean,
  pending: readonly string[],
): Promise<Finding[]> {
  if (isReadOnly || pending.includes(IDENTITY_MIGRATION)) return []
  const what = 'history of the database'
  if (await isSameDatabase(client)) return [good(what, 'not restored since it was last said that it was')]
  const told =
    'it was restored or its server replaced, and may be older than what was given out: pnpm migrate after-restore'
  return [wrong(what, told)]
}

/** Reads only. */
export async function databaseFindings(url: string): Promise<Finding[]> {
  const findings: Finding[] = []
  const whole = await attempt('database', () =>
    withClient(url, async (client) => {
      const asked = Date.now()
      const [server] = (await client.query<Server>(ABOUT)).rows
      if (server === undefined) return wrong('database', 'answers nothing')
      findings.push(clockFinding('clock of the database', server.now, asked, Date.now()))
      const { pending, failed, edited, unknown } = await statusOf(client, readMigrations())
      const faults = Object.entries({ failed, edited, unknown }).filter(([, names]) => names.length > 0)
      const told = faults.map(([kind, names]) => `${kind}: ${names.join(', ')}`).join('; ')
      const waiting = pending.length > 0 ? `${pending.length} to be applied by the next start` : 'all applied'
      findings.push(faults.length > 0 ? wrong('migrations', told) : good('migrations', waiting))
      findings.push(...(await identityFinding(client, server.readOnly, pending)))
      return serverFinding(server)
    }),
  )
  return [whole, ...findings]
}
