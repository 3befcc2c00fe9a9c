import { inTransaction } from '@latchkey/shared/db/transaction'
import type { OwnSessionCtx, SelfCtx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import type { OwnSession } from './schema.ts'
import { endSession, liveSessions } from './store.ts'

/** The caller's own sessions that can go on, in the order of signing in. */
export async function listSessions({ deps, principal }: SelfCtx, page: Page) {
  const where = { ...liveSessions(principal, deps.clock()), ...afterCursor(page) }
  const rows = await deps.db.session.findMany({ where, ...pageOrder(page) })
  return toPage(rows, page, (row): OwnSession => ({ ...row, current: row.id === principal.sessionId }))
}

/** Ends one of the own sessions, be it this one. */
export async function endOwnSession(ctx: OwnSessionCtx): Promise<void> {
  const { deps, session } = ctx
  const { orgId, id, userId } = session
  await inTransaction(deps.db, async (tx) => {
    const hasEnded = await endSession(tx, orgId, id, deps.clock())
    if (!hasEnded) return
    await record(tx, ctx, { orgId, action: 'user.session_ended', targetId: userId, before: { sessionId: id } })
  })
}
