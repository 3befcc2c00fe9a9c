import type { Tx } from '@latchkey/shared/db/client'
import type { Prisma, UserStatus } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { askToGrant, assertNoneLacking } from '../access/authority.ts'
import type { OrgCtx, UserCtx } from '../access/context.ts'
import { type LockedUser, lockOrg, lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { credentialOf, shownPassword } from '../credentials/credential.ts'
import { changesTo, defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import { revokeInvite } from '../invites/store.ts'
import { assertAnotherAdmin, assertKnownRoles, grantRoles } from '../roles/store.ts'
import { endSessions } from '../sessions/store.ts'
import type { ChangeUser, CreatedUser, CreateUser, User, UserQuery } from './schema.ts'
import { getUserRow, insertUser, toUser, userSelect, userState } from './store.ts'

/** Prisma hands `contains` to LIKE as it is, where these would match anything. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const matching = (q: string): Prisma.UserWhereInput => {
  const part = { contains: literal(q), mode: 'insensitive' } as const
  return { OR: [{ name: part }, { email: part }] }
}

/** The users of the org, in the order of creation. */
export async function listUsers({ deps, org }: OrgCtx<'users.read'>, query: UserQuery) {
  const { q, status, roleKey } = query
  const where = {
    orgId: org.id,
    ...defined({ status }),
    ...(q && matching(q)),
    ...(roleKey && { roles: { some: { roleKey } } }),
    ...afterCursor(query),
  }
  return toPage(await deps.db.user.findMany({ where, select: userSelect, ...pageOrder(query) }), query, toUser)
}

export const getUser = ({ deps, user: { orgId, id } }: UserCtx<'users.read'>): Promise<User> =>
  getUserRow(deps.db, orgId, id)

/**
 * Creates a user who can sign in at once, or who is invited to.
 * @throws DomainError `unknown_role`, `forbidden`, `grant_exceeds_authority`, `email_exists`, or what `credentialOf` throws
 */
export async function createUser(ctx: OrgCtx<'users.write'>, input: CreateUser): Promise<CreatedUser> {
  const { deps, org } = ctx
  const { email, name } = input
  const roleKeys = assertKnownRoles(input.roleKeys ?? [], '/roleKeys')
  const credential = await credentialOf(deps.passwords, ctx.principal.id, input, '/password')
  if (roleKeys.length > 0) {
    const { mayAssign, lacking } = await askToGrant(ctx, roleKeys, [])
    if (!mayAssign) throw new DomainError('forbidden')
    assertNoneLacking(lacking)
  }
  const user = await inTransaction(deps.db, async (tx) => {
    const made = await insertUser(tx, ctx, { orgId: org.id, email, name }, credential)
    await grantRoles(tx, ctx, org.id, made.user.id, roleKeys)
    return getUserRow(tx, org.id, made.user.id)
  })
  return { ...user, ...shownPassword(credential) }
}

/** The status the user gets: somebody without a password can only be invited. */
const nextStatus = ({ status, passwordHash }: LockedUser, wanted: 'ACTIVE' | 'DISABLED'): UserStatus => {
  if (wanted === 'DISABLED' || status === 'ACTIVE') return wanted
  if (status === 'INVITED') throw new DomainError('user_invited')
  return passwordHash === null ? 'INVITED' : 'ACTIVE'
}

/** What disabling takes with it, for good: sessions and a pending invite. Grants stay, without effect. */
async function disable(tx: Tx, ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id } = ctx.user
  await assertAnotherAdmin(tx, orgId, id)
  await endSessions(tx, ctx.user, ctx.deps.clock())
  await revokeInvite(tx, ctx, orgId, id)
}

/**
 * Renames, disables or enables a user. The own name is fine, the own status is not.
 * @throws DomainError `self_change`, `user_invited` or `last_admin`
 */
export async function changeUser(ctx: UserCtx<'users.write'>, { name, status }: ChangeUser): Promise<User> {
  const { deps, principal, user } = ctx
  const { orgId, id } = user
  if (status !== undefined && id === principal.id) throw new DomainError('self_change')
  return inTransaction(deps.db, async (tx) => {
    if (status !== undefined) await lockOrg(tx, orgId)
    const locked = await lockUser(tx, orgId, id)
    if (locked === undefined) throw new DomainError('not_found')
    const before = await getUserRow(tx, orgId, id)
    const data = changesTo(before, { name, status: status && nextStatus(locked, status) })
    if (data === undefined) return before
    if (data.status === 'DISABLED') await disable(tx, ctx)
    const where = { orgId_id: { orgId, id } }
    const after = toUser(await tx.user.update({ where, data, select: userSelect }))
    const states = { before: userState(before), after: userState(after) }
    await record(tx, ctx, { orgId, action: 'user.changed', targetId: id, ...states })
    return after
  })
}
