import { createPool } from '@latchkey/authz/facts/pool'
import { startJobs } from '@latchkey/core-api/mail/queue'
import { createDb, DB_LIMITS } from '@latchkey/shared/db/client'
import { createLogger } from '@latchkey/shared/logger'
import { connectionTo } from '@latchkey/shared/postgres'
import pg from 'pg'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { migrationAdapter } from '../../scripts/migrations/adapter.ts'
import { withClient } from '../../scripts/migrations/client.ts'
import { HOSTILE_SETTINGS } from '../support/hostile.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const url = inject('databaseUrl')
const logger = createLogger('core-api', 'silent')

/** What the database would give a connection, and what it has instead. */
const SETTINGS = `
  SELECT name, setting FROM pg_settings WHERE name = ANY ('{${Object.keys(HOSTILE_SETTINGS).join(',')}}') ORDER BY 1`
interface Setting {
  readonly name: string
  readonly setting: string
}
type Ask = (sql: string) => Promise<readonly Setting[]>

const db = createDb(url, 1)
const pool = createPool(inject('authzDatabaseUrl'), 1, logger)
const jobs = await startJobs(url, logger)
const migrations = migrationAdapter(url)
afterAll(async () => {
  await Promise.all([db.$disconnect(), pool.end(), jobs.stop({ graceful: false }), migrations.close()])
})

const ofEngine: Ask = async (sql) => {
  const engine = await migrations.factory.connect()
  const answer = engine.ok ? await engine.value.queryRaw({ sql, args: [], argTypes: [] }) : engine
  if (!answer.ok) throw new Error('the engine has no answer')
  return answer.value.rows.map(([name, setting]) => ({ name: String(name), setting: String(setting) }))
}

const CONNECTIONS: Record<string, { readonly ask: Ask; readonly times: readonly number[] }> = {
  'core-api': { ask: (sql) => db.$queryRawUnsafe<Setting[]>(sql), times: [2_000, 4_000, 10_000] },
  authz: { ask: async (sql) => (await pool.query<Setting>(sql)).rows, times: [1_000, 2_000, 2_000] },
  'the queue': {
    ask: async (sql) => (await jobs.getDb().executeSql(sql)).rows,
    times: [5_000, 20_000, 30_000],
  },
  'a migration': {
    ask: (sql) => withClient(url, async (client) => (await client.query<Setting>(sql)).rows),
    times: [0, 0, 0],
  },
  'the schema engine': { ask: ofEngine, times: [0, 0, 0] },
}

const expected = ([lock, statement, idle]: readonly number[]) => ({
  array_nulls: 'on',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  default_transaction_isolation: 'read committed',
  extra_float_digits: '1',
  idle_in_transaction_session_timeout: String(idle),
  idle_session_timeout: '0',
  IntervalStyle: 'postgres',
  lock_timeout: String(lock),
  search_path: 'public',
  standard_conforming_strings: 'on',
  statement_timeout: String(statement),
  TimeZone: 'UTC',
})

const toObject = (settings: readonly Setting[]) => Object.fromEntries(settings.map((one) => [one.name, one.setting]))

describe('on a database that sets everything else', () => {
  it('a connection that pins nothing has it', async () => {
    const url = new URL(inject('databaseUrl'))
    // Else it would be cut off before it could ask.
    url.searchParams.set('options', '-c statement_timeout=0 -c idle_session_timeout=0')
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    const { rows } = await client.query<Setting>(SETTINGS)
    await client.end()
    expect(toObject(rows)).toMatchObject({ TimeZone: 'America/New_York', search_path: 'nowhere' })
  })

  it.each(Object.entries(CONNECTIONS))('%s means what it always means', async (_, { ask, times }) => {
    expect(toObject(await ask(SETTINGS))).toEqual(expected(times))
  })

  it.each(['options=-c%20TimeZone%3DAsia/Tokyo%20-c%20work_mem%3D5MB', 'statement_timeout=1', 'lock_timeout=1'])(
    'no URL says otherwise (%s), and what else it says counts',
    async (parameter) => {
      const given = connectionTo(`${url}?application_name=told&${parameter}`, DB_LIMITS)
      const client = new pg.Client(given)
      await client.connect()
      const { rows } = await client.query<Setting>(SETTINGS)
      const also = await client.query(
        `SELECT current_setting('application_name') AS name, current_setting('work_mem') AS memory`,
      )
      await client.end()
      expect(toObject(rows)).toEqual(expected([2_000, 4_000, 10_000]))
      expect(also.rows).toEqual([{ name: 'told', memory: parameter.includes('work_mem') ? '5MB' : '4MB' }])
    },
  )

  it('an instant is stored as that instant', async () => {
    const { db: owner, world, admin } = await setScene()
    const building = await world.building()
    const [unitId, residentUserId] = [await world.unit(building), await world.user()]
    const startAt = '2026-01-31T10:00:00.000Z'
    const made = await admin.post(inBuilding(building, '/occupancies'), { unitId, residentUserId, startAt })
    expect([made.status, made.at('startAt')]).toEqual([201, startAt])
    const { rows } = await owner.query<{ at: Date; recent: boolean }>(
      `SELECT start_at AS at, now() - created_at BETWEEN '-1 minute' AND '1 minute' AS recent FROM occupancies WHERE org_id = $1`,
      [world.orgId],
    )
    expect(rows).toEqual([{ at: new Date(startAt), recent: true }])
  })
})
