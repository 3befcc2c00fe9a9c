import type { Db, Tx } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { readNow } from '@latchkey/shared/db/now'
import type { Ctx } from '../access/context.ts'
import { lockEmail } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import type { Credential } from '../credentials/credential.ts'
import { encoderOf } from '../http/encode.ts'
import { ifMatching } from '../http/if-match.ts'
import type { Invite } from '../invites/schema.ts'
import { ensureInvite } from '../invites/store.ts'
import { pendingEmailSelect, shownPendingEmail } from '../links/email-change.ts'
import { heldOf, roleGrantsOf, shownHeldRoles, shownOf } from '../roles/store.ts'
import { User } from './schema.ts'

/** What is read of a user for an answer: never the password hash. */
export const userSelect = {
  id: true,
  email: true,
  name: true,
  status: true,
  mustChangePassword: true,
  createdAt: true,
  roles: { select: { roleKey: true, startsAt: true, endsAt: true } },
  links: pendingEmailSelect,
} as const

/** What is read of a user who appears inside other things. */
export const personSelect = { select: { id: true, name: true, email: true } } as const

type Row = Prisma.UserGetPayload<{ select: typeof userSelect }>

/** Grants go by the clock of the database, links by that of the service that made them. */
interface Moments {
  readonly now: Date
  readonly clock: Date
}

/** Without what is ahead, unless that is asked for. */
export const toUser = ({ roles, links, ...row }: Row, { now, clock }: Moments, include?: 'scheduled'): User => {
  const held = shownOf(heldOf(roleGrantsOf(roles), now), now, include)
  return { ...row, ...shownHeldRoles(held, now), ...shownPendingEmail(links, clock) }
}

/** A user as the audit log has them. */
export const userState = encoderOf(User)

const isCurrentUser = ifMatching(User)

/**
 * As their GET shows them, with what is ahead or without. Call under `lockUser`; answers them without.
 * @throws DomainError `precondition_failed`
 */
export async function assertCurrentUser(tx: Tx, ctx: Ctx, user: { readonly orgId: string; readonly id: string }) {
  const current = await getUserRow(tx, ctx, user)
  if (ctx.ifMatch !== undefined) isCurrentUser(ctx, current, await getUserRow(tx, ctx, user, 'scheduled'))
  return current
}

export async function getUserRow(
  db: Db | Tx,
  { deps }: Ctx,
  { orgId, id }: { readonly orgId: string; readonly id: string },
  include?: 'scheduled',
): Promise<User> {
  const row = await db.user.findUniqueOrThrow({ where: { orgId_id: { orgId, id } }, select: userSelect })
  return toUser(row, { now: await readNow(db), clock: deps.clock() }, include)
}

/** Of somebody without grants it makes no difference which clock is asked. */
const atOnce = ({ deps }: Ctx): Moments => ({ now: deps.clock(), clock: deps.clock() })

/** Deletes a user to whom nothing refers any more. Call under `lockUser`. */
export async function deleteUser(tx: Tx, ctx: Ctx, orgId: string, id: string): Promise<void> {
  const where = { orgId_id: { orgId, id } }
  const before = userState(toUser(await tx.user.delete({ where, select: userSelect }), atOnce(ctx)))
  await record(tx, ctx, { orgId, action: 'user.deleted', targetId: id, before })
}

interface NewUser {
  readonly orgId: string
  readonly email: string
  readonly name: string
}

/** What somebody else chose or generated must be changed; what was generated ends by itself besides. */
function secretOf({ deps }: Ctx, credential: Credential) {
  if (credential.kind === 'invite') return { status: 'INVITED' } as const
  const isGenerated = credential.temporaryPassword !== undefined
  const passwordExpiresAt = isGenerated ? new Date(deps.clock().getTime() + deps.temporaryPasswordMs) : null
  const { passwordHash } = credential
  return { status: 'ACTIVE', passwordHash, passwordExpiresAt, mustChangePassword: true } as const
}

interface InsertedUser {
  readonly user: User
  readonly invite: Invite | undefined
}

/** Writes a user: ACTIVE with a password, INVITED with an invite. A taken email is refused as `email_exists`. */
export async function insertUser(
  tx: Tx,
  ctx: Ctx,
  { orgId, email, name }: NewUser,
  credential: Credential,
): Promise<InsertedUser> {
  await lockEmail(tx, orgId, email)
  const data = { orgId, email, name, ...secretOf(ctx, credential) }
  const user = toUser(await tx.user.create({ data, select: userSelect }), atOnce(ctx))
  await record(tx, ctx, { orgId, action: 'user.created', targetId: user.id, after: userState(user) })
  const invite = credential.kind === 'invite' ? await ensureInvite(tx, ctx, orgId, user.id) : undefined
  return { user, invite }
}
