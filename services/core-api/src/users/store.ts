import type { Db, Tx } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import type { Ctx, Recorder } from '../access/context.ts'
import { lockEmail } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import type { Credential } from '../credentials/credential.ts'
import { encoderOf } from '../http/encode.ts'
import type { Invite } from '../invites/schema.ts'
import { ensureInvite } from '../invites/store.ts'
import { roleKeysOf } from '../roles/store.ts'
import { User } from './schema.ts'

/** What is read of a user for an answer: never the password hash. */
export const userSelect = {
  id: true,
  email: true,
  name: true,
  status: true,
  mustChangePassword: true,
  createdAt: true,
  roles: { select: { roleKey: true } },
} as const

/** What is read of a user who appears inside other things. */
export const personSelect = { select: { id: true, name: true, email: true } } as const

type Row = Prisma.UserGetPayload<{ select: typeof userSelect }>

export const toUser = ({ roles, ...row }: Row): User => ({ ...row, roleKeys: roleKeysOf(roles) })

/** A user as the audit log has them. */
export const userState = encoderOf(User)

export const getUserRow = async (db: Db | Tx, orgId: string, id: string): Promise<User> =>
  toUser(await db.user.findUniqueOrThrow({ where: { orgId_id: { orgId, id } }, select: userSelect }))

/** Deletes a user to whom nothing refers any more. Call under `lockUser`. */
export async function deleteUser(tx: Tx, ctx: Recorder, orgId: string, id: string): Promise<void> {
  const where = { orgId_id: { orgId, id } }
  const before = userState(toUser(await tx.user.delete({ where, select: userSelect })))
  await record(tx, ctx, { orgId, action: 'user.deleted', targetId: id, before })
}

interface NewUser {
  readonly orgId: string
  readonly email: string
  readonly name: string
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
  const secret =
    credential.kind === 'password'
      ? ({ status: 'ACTIVE', passwordHash: credential.passwordHash, mustChangePassword: true } as const)
      : ({ status: 'INVITED' } as const)
  await lockEmail(tx, orgId, email)
  const user = toUser(await tx.user.create({ data: { orgId, email, name, ...secret }, select: userSelect }))
  await record(tx, ctx, { orgId, action: 'user.created', targetId: user.id, after: userState(user) })
  const invite = credential.kind === 'invite' ? await ensureInvite(tx, ctx, orgId, user.id) : undefined
  return { user, invite }
}
