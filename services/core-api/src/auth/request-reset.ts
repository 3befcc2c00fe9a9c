import { NO_ORG, onBehalfOf } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx } from '../access/context.ts'
import type { Deps } from '../deps.ts'
import { defined } from '../http/defined.ts'
import { sendPasswordReset } from '../links/password-reset.ts'
import type { ResetRequest } from '../mail/queue.ts'
import type { RequestReset } from './schema.ts'

/**
 * Takes note that somebody asks for a link to a new password. Whether the address is known is looked up by a job, so
 * that neither the answer nor its time tells.
 * @throws DomainError `too_many_attempts`
 */
export async function requestReset(ctx: Ctx, { email, org }: RequestReset): Promise<void> {
  const { deps, requestId } = ctx
  const job = { email, ...defined({ org }), requestId }
  await ctx.attempt({ kind: 'reset-request', account: email, failure: 'every' }, () =>
    inTransaction(onBehalfOf(deps.db, NO_ORG), (tx) => deps.mailQueue.enqueue(tx, 'reset-requests', job)),
  )
}

const isNoLongerActive = (error: unknown): boolean =>
  error instanceof DomainError && (error.code === 'user_invited' || error.code === 'user_disabled')

/** Sends a link to each ACTIVE account of an address, of one org where that was named. */
export const resetRequestHandler = (deps: Pick<Deps, 'db' | 'clock' | 'mailQueue'>) => {
  return async ({ email, org, requestId }: ResetRequest): Promise<void> => {
    const inOrg = defined({ org: org === undefined ? undefined : { slug: org } })
    const accounts = await deps.db.user.findMany({
      where: { email, status: 'ACTIVE', ...inOrg },
      select: { orgId: true, id: true },
      orderBy: { orgId: 'asc' },
    })
    const ctx = { deps, requestId, actor: { type: 'anonymous' } } as const
    for (const account of accounts) {
      try {
        await inTransaction(onBehalfOf(deps.db, account.orgId), (tx) => sendPasswordReset(tx, ctx, account))
      } catch (error) {
        if (!isNoLongerActive(error)) throw error
      }
    }
  }
}
