import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import type { Pool } from 'pg'
import { afterAll, expect } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { suitePool } from './database.ts'
import { PROGRAMS, startStandby } from './postgres-15.ts'

/** The same database as the role of authz. */
const asAuthz = (url: string): string => {
  const own = new URL(url)
  own.username = 'latchkey_authz'
  own.password = 'the-role-of-authz'
  return own.href
}

/** What is committed is written to the log that the standby follows. */
const SENT_AT_ONCE = { synchronous_commit: 'on' } as const

export interface Replication {
  readonly primaryUrl: string
  /** As the owner of the tables. */
  readonly owner: Pool
  /** As the role of authz. */
  readonly primary: Pool
  readonly replica: Pool
  /** As the role of authz, where nobody listens. */
  readonly nowhere: Pool
  /** From now on the replica shows nothing new. */
  pause(): Promise<void>
  /** The replica shows whatever is committed by now. */
  catchUp(): Promise<void>
}

/** A primary with every migration and a standby that follows it by streaming. Call at the top level of a suite. */
export async function replication(): Promise<Replication> {
  const server = await startThrowaway({ programs: PROGRAMS, settings: SENT_AT_ONCE })
  await deploy(server.url, asAuthz(server.url))
  const standby = await startStandby(server)
  const [owner, follower] = [suitePool(server.url), suitePool(standby.url, 1)]
  const [primary, replica] = [suitePool(asAuthz(server.url)), suitePool(asAuthz(standby.url))]
  const nowhere = suitePool('postgresql://latchkey_authz:none@127.0.0.1:1/latchkey')
  afterAll(async () => {
    await standby.stop()
    await server.stop()
  })
  const said = async (pool: Pool, expression: string): Promise<unknown> =>
    (await pool.query<{ said: unknown }>(`SELECT ${expression} AS said`)).rows[0]?.said
  return {
    ...{ primaryUrl: server.url, owner, primary, replica, nowhere },
    async pause() {
      await follower.query('SELECT pg_wal_replay_pause()')
      await expect.poll(() => said(follower, 'pg_get_wal_replay_pause_state()'), { timeout: 10_000 }).toBe('paused')
    },
    async catchUp() {
      await follower.query('SELECT pg_wal_replay_resume()')
      const end = await said(owner, 'pg_current_wal_lsn()')
      const hasSeen = () => said(follower, `pg_last_wal_replay_lsn() >= '${end}'`)
      await expect.poll(hasSeen, { timeout: 10_000 }).toBe(true)
    },
  }
}
