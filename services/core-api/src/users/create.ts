import type { Tx } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import type { RoleKey } from '@latchkey/shared/permissions'
import type { OrgCtx } from '../access/context.ts'
import { assertStrongPassword, hashPassword, temporaryPassword } from '../auth/passwords.ts'
import { assertKnownRoles, assertWithin, authorityOf, permissionsOfRoles } from './authority.ts'
import { toUser, userSelect } from './read.ts'
import type { CreatedUser, CreateUser } from './schema.ts'

/** A password that somebody else chose or that was generated: its owner must change it. */
export interface InitialPassword {
  readonly passwordHash: string
  readonly mustChangePassword: true
}

export interface Credential {
  readonly initial: InitialPassword
  /** Present only when it was generated; it is told once and stored nowhere. */
  readonly temporaryPassword?: string
}

/** Hashes the password that was chosen, or one made up here. */
export async function initialCredential(password: string | undefined): Promise<Credential> {
  const chosen = password ?? temporaryPassword()
  const initial = { passwordHash: await hashPassword(chosen), mustChangePassword: true } as const
  return password === undefined ? { initial, temporaryPassword: chosen } : { initial }
}

interface NewUser {
  readonly orgId: string
  readonly email: string
  readonly name: string
  readonly roleKeys: readonly RoleKey[]
}

/** Writes an ACTIVE user with roles. A taken email is refused by the database as `email_exists`. */
export function insertUser(tx: Tx, { orgId, email, name, roleKeys }: NewUser, initial: InitialPassword) {
  const roles = { create: roleKeys.map((roleKey) => ({ roleKey })) }
  return tx.user.create({ data: { orgId, email, name, status: 'ACTIVE', ...initial, roles }, select: userSelect })
}

/**
 * Creates a user who can sign in at once and must then change the password.
 * @throws DomainError `unknown_role`, `weak_password`, `forbidden`, `grant_exceeds_authority` or `email_exists`
 */
export async function createUser(ctx: OrgCtx<'users.write'>, input: CreateUser): Promise<CreatedUser> {
  const { deps, org, pep, principal } = ctx
  const { email, name, password } = input
  const roleKeys = assertKnownRoles(input.roleKeys ?? [])
  if (password !== undefined) assertStrongPassword(password, email, '/password')
  if (roleKeys.length > 0) {
    await pep.requireOnOrg(principal, 'roles.assign', org)
    assertWithin(await authorityOf(ctx), permissionsOfRoles(roleKeys))
  }
  const { initial, ...shown } = await initialCredential(password)
  const user = await inTransaction(deps.db, (tx) => insertUser(tx, { orgId: org.id, email, name, roleKeys }, initial))
  return { ...toUser(user), ...shown }
}
