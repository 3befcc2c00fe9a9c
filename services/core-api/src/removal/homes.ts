import type { Tx } from '@latchkey/shared/db/client'
import type { UserCtx } from '../access/context.ts'
import { cancelOccupancy, finishOccupancy, openOccupanciesOf, readOccupancy } from '../occupancies/store.ts'

/** Out of every home now; what is booked is taken back. Answers what it was. Call under `lockUser`. */
export async function moveOut(tx: Tx, ctx: UserCtx<'users.write'>) {
  const { orgId, id: userId } = ctx.user
  const { now, open } = await openOccupanciesOf(tx, orgId, userId)
  for (const { id, status } of open) {
    const row = await readOccupancy(tx, orgId, id)
    if (status === 'SCHEDULED') await cancelOccupancy(tx, ctx, row, now)
    else await finishOccupancy(tx, ctx, row, now, now)
  }
  return open
}

/** Takes back what is booked, and leaves the homes. Call under `lockUser`. */
export async function cancelBookings(tx: Tx, ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id: userId } = ctx.user
  const { now, open } = await openOccupanciesOf(tx, orgId, userId)
  for (const { id, status } of open) {
    if (status === 'SCHEDULED') await cancelOccupancy(tx, ctx, await readOccupancy(tx, orgId, id), now)
  }
}
