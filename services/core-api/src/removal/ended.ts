import { type Db, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { inTransaction } from '@latchkey/shared/db/transaction'
import type { Recorder } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { tidyAssignments } from '../assignments/store.ts'
import { tidyOccupancies } from '../occupancies/store.ts'
import { tidyOverrides, tidyRoles } from '../roles/store.ts'

interface Holder {
  readonly orgId: string
  readonly userId: string
}

/** People of one statement: it ends in time however many there are. */
const BATCH = 500
/** Nobody did it: the time had come. */
const BY_TIME: Recorder = { actor: { type: 'platform' }, requestId: 'housekeeping' }

/** People of whom something has ended by itself and has not been written down. */
const findHolders = (db: Db): Promise<Holder[]> => db.$queryRaw`
  SELECT DISTINCT e.org_id AS "orgId", e.user_id AS "userId" FROM (
    SELECT org_id, user_id FROM user_roles WHERE ends_at <= latchkey_now()
    UNION ALL
    SELECT org_id, user_id FROM permission_overrides WHERE ends_at <= latchkey_now()
    UNION ALL
    SELECT org_id, user_id FROM building_assignments WHERE ends_at <= latchkey_now()
    UNION ALL
    SELECT org_id, resident_user_id FROM occupancies WHERE end_at IS NULL AND planned_end_at <= latchkey_now()
  ) e LIMIT ${BATCH}`

/** Tidies away what of a user has ended by itself. Call under `lockUser`. */
export async function tidyUser(tx: Tx, ctx: Recorder, holder: Holder): Promise<void> {
  const now = await readNow(tx)
  await tidyRoles(tx, ctx, holder, now)
  await tidyOverrides(tx, ctx, holder, now)
  await tidyAssignments(tx, ctx, holder)
  await tidyOccupancies(tx, ctx, holder, now)
}

/**
 * Writes down what has ended by itself, and takes grants away that have. No decision and no list depends on it: each
 * looks at the clock of the database.
 */
export async function tidyEnded(db: Db): Promise<void> {
  for (;;) {
    const holders = await findHolders(db)
    for (const holder of holders) {
      await inTransaction(onBehalfOf(db, holder.orgId), async (tx) => {
        await lockUser(tx, holder.orgId, holder.userId)
        await tidyUser(tx, BY_TIME, holder)
      })
    }
    if (holders.length < BATCH) return
  }
}
