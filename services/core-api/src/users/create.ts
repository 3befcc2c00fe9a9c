import type { Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { Ctx, OrgCtx } from '../access/context.ts'
import { lockEmail } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { assertStrongPassword, hashPassword, temporaryPassword } from '../credentials/passwords.ts'
import { ensureInvite, type InviteState } from '../invites/store.ts'
import { askToGrant, assertKnownRoles, assertWithin, permissionsOfRoles } from '../roles/authority.ts'
import { grantRoles } from '../roles/store.ts'
import type { CreatedUser, CreateUser, User } from './schema.ts'
import { getUserRow, toUser, userSelect } from './store.ts'

/** How a new user will first sign in; somebody else's password must be changed by its owner. */
export type Credential =
  | { readonly kind: 'invite' }
  | { readonly kind: 'password'; readonly passwordHash: string; readonly temporaryPassword?: string }

interface CredentialInput {
  readonly email: string
  readonly password?: string | undefined
  readonly sendInvite?: boolean | undefined
}

/**
 * The password that was chosen, else an invite if one was asked for, else a password made up here.
 * @throws DomainError `weak_password` that points at the member of the body
 */
export async function credentialOf(input: CredentialInput, pointer: string): Promise<Credential> {
  const { email, password, sendInvite } = input
  if (password !== undefined) {
    assertStrongPassword(password, email, pointer)
    return { kind: 'password', passwordHash: await hashPassword(password) }
  }
  if (sendInvite === true) return { kind: 'invite' }
  const made = temporaryPassword()
  return { kind: 'password', passwordHash: await hashPassword(made), temporaryPassword: made }
}

/** The member of an answer that shows a generated password, once. */
export const shownPassword = (credential: Credential): { temporaryPassword?: string } =>
  credential.kind === 'password' && credential.temporaryPassword !== undefined
    ? { temporaryPassword: credential.temporaryPassword }
    : {}

interface NewUser {
  readonly orgId: string
  readonly email: string
  readonly name: string
}

export interface InsertedUser {
  readonly user: User
  readonly invite: InviteState | undefined
}

/** Writes a user: ACTIVE with a password, INVITED with an invite. A taken email is refused as `email_exists`. */
export async function insertUser(tx: Tx, ctx: Ctx, { orgId, email, name }: NewUser, credential: Credential) {
  const secret =
    credential.kind === 'password'
      ? ({ status: 'ACTIVE', passwordHash: credential.passwordHash, mustChangePassword: true } as const)
      : ({ status: 'INVITED' } as const)
  await lockEmail(tx, orgId, email)
  const user = toUser(await tx.user.create({ data: { orgId, email, name, ...secret }, select: userSelect }))
  await record(tx, ctx, { orgId, action: 'user.created', targetId: user.id, after: user })
  const invite = credential.kind === 'invite' ? await ensureInvite(tx, ctx, orgId, user.id) : undefined
  return { user, invite } satisfies InsertedUser
}

/**
 * Creates a user who can sign in at once, or who is invited to.
 * @throws DomainError `unknown_role`, `weak_password`, `forbidden`, `grant_exceeds_authority` or `email_exists`
 */
export async function createUser(ctx: OrgCtx<'users.write'>, input: CreateUser): Promise<CreatedUser> {
  const { deps, org } = ctx
  const { email, name } = input
  const roleKeys = assertKnownRoles(input.roleKeys ?? [], '/roleKeys')
  const credential = await credentialOf(input, '/password')
  if (roleKeys.length > 0) {
    const { mayAssign, authority } = await askToGrant(ctx, roleKeys, [])
    if (!mayAssign) throw new DomainError('forbidden')
    assertWithin(authority, permissionsOfRoles(roleKeys))
  }
  const user = await inTransaction(deps.db, async (tx) => {
    const made = await insertUser(tx, ctx, { orgId: org.id, email, name }, credential)
    await grantRoles(tx, ctx, org.id, made.user.id, roleKeys)
    return getUserRow(tx, org.id, made.user.id)
  })
  return { ...user, ...shownPassword(credential) }
}
