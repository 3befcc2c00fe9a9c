import { lockUser } from '@latchkey/core-api/access/locks'
import { onBehalfOf } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { expect, it } from 'vitest'
import { ownerPool } from '../support/database.ts'
import { holding, namedDb, untilWaiting } from '../support/races.ts'
import { createWorld } from '../support/world.ts'

const pool = ownerPool()
const { orgId, user } = await createWorld(pool)
const { name, db } = namedDb()

const LOCK = 'SELECT FROM users WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE'
const CLOCK = `SELECT date_trunc('milliseconds', latchkey_clock()) AS now`

it('the moment of a lock is read once it is held: never before what the one who held it wrote down as now', async () => {
  const id = await user()
  await holding(pool, LOCK, [orgId, id], async ({ release }) => {
    const locked = inTransaction(onBehalfOf(db, orgId), (tx) => lockUser(tx, orgId, id))
    await untilWaiting(pool, name, locked)
    const asked = await pool.query<{ now: Date }>(CLOCK)
    await release()
    const [{ now } = { now: new Date(Number.NaN) }] = asked.rows
    expect((await locked)?.now.getTime()).toBeGreaterThanOrEqual(now.getTime())
  })
})
