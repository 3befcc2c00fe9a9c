import { type Db, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx } from '../access/context.ts'
import { lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { hashToken } from '../credentials/opaque-token.ts'
import { defined } from '../http/defined.ts'
import type { Session } from '../sessions/schema.ts'
import { startSession } from '../sessions/store.ts'
import type { AcceptInvite } from './schema.ts'

const FAILURE = 'invite_invalid'

const findInvite = (db: Db | Tx, token: string) =>
  db.invite.findFirst({ where: { tokenHash: hashToken(token) }, include: { user: { omit: { passwordHash: true } } } })

type Found = NonNullable<Awaited<ReturnType<typeof findInvite>>>

/** Whether it can be accepted: a used, revoked or renewed one has no token to be found by. */
const isOpen = (invite: Found | null, now: Date): invite is Found =>
  invite !== null && invite.status === 'PENDING' && invite.expiresAt > now && invite.user.status === 'INVITED'

/** Makes the user ACTIVE with the own password; the token is worth nothing afterwards. */
async function settle(tx: Tx, ctx: Ctx, { token, name }: AcceptInvite, passwordHash: string): Promise<Session> {
  const known = await findInvite(tx, token)
  if (known === null) throw new DomainError(FAILURE)
  const { orgId, userId } = known
  await lockUser(tx, orgId, userId)
  const invite = await findInvite(tx, token)
  if (!isOpen(invite, ctx.deps.clock())) throw new DomainError(FAILURE)
  const where = { orgId_id: { orgId, id: invite.id } }
  await tx.invite.update({ where, data: { status: 'ACCEPTED', tokenHash: null } })
  const user = await tx.user.update({
    where: { orgId_id: { orgId, id: userId } },
    data: { ...defined({ name }), status: 'ACTIVE', passwordHash, passwordExpiresAt: null, mustChangePassword: false },
  })
  const actor = { type: 'user', userId } as const
  const before = { name: invite.user.name, status: invite.user.status }
  const after = { name: user.name, status: user.status }
  await record(tx, { ...ctx, actor }, { orgId, action: 'user.invite_accepted', targetId: userId, before, after })
  return startSession(tx, ctx, user)
}

/**
 * Accepts an invite and signs in.
 * @throws DomainError `invite_invalid` for whatever is wrong with the token, `weak_password`, `too_many_attempts` or
 * `unavailable`
 */
export async function acceptInvite(ctx: Ctx, input: AcceptInvite): Promise<Session> {
  const { deps } = ctx
  const { token, password } = input
  const account = (await findInvite(deps.db, token))?.userId
  return ctx.attempt({ kind: 'invite', account, failure: FAILURE }, async () => {
    const invite = await findInvite(deps.db, token)
    if (!isOpen(invite, deps.clock())) throw new DomainError(FAILURE)
    const chosen = { password, email: invite.user.email, pointer: '/password' }
    const passwordHash = await deps.passwords.hashChosen(invite.userId, chosen)
    return inTransaction(onBehalfOf(deps.db, invite.orgId), (tx) => settle(tx, ctx, input, passwordHash))
  })
}
