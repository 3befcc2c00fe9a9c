import type { Db, Tx } from '@latchkey/shared/db/client'
import { foldText } from '@latchkey/shared/db/fold'
import type { Prisma, UserStatus } from '@latchkey/shared/db/generated/client'
import { readNow } from '@latchkey/shared/db/now'
import { inSnapshot, inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import type { RoleKey } from '@latchkey/shared/permissions'
import { askToGrant, assertNoneLacking, inAuthorityTransaction } from '../access/authority.ts'
import type { OrgCtx, UserCtx } from '../access/context.ts'
import { countingAt, type Times } from '../access/grant-times.ts'
import { type LockedUser, lockUser } from '../access/locks.ts'
import { record } from '../audit/record.ts'
import { credentialOf, shownPassword } from '../credentials/credential.ts'
import { changesTo, defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import { revokeInvite } from '../invites/store.ts'
import { endLinks } from '../links/store.ts'
import { assertMayTake, heldKeys, keepingAnAdmin, rolesFrom, wantedRoles, writeRoles } from '../roles/store.ts'
import { endSessions } from '../sessions/store.ts'
import { changeEmail } from './email.ts'
import type { ChangeUser, CreatedUser, CreateUser, OneUserQuery, User, UserQuery } from './schema.ts'
import { assertCurrentUser, getUserRow, insertUser, toUser, userSelect, userState } from './store.ts'

/** Prisma hands `contains` to LIKE as it is, where these would match anything. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** Those in whose name or email the text stands, as both are folded for it. */
const matching = async (db: Db, q: string): Promise<Prisma.UserWhereInput> => ({
  searchKey: { contains: literal(await foldText(db, q)) },
})

/** The users of the org, in the order of creation. */
export async function listUsers({ deps, org }: OrgCtx<'users.read'>, query: UserQuery) {
  const { q, status, roleKey, include } = query
  const inName = q && (await matching(deps.db, q))
  // Prisma reads their roles by a statement of their own: the role looked for must still be there.
  return inSnapshot(deps.db, async (tx) => {
    const now = await readNow(tx)
    const where = {
      orgId: org.id,
      ...defined({ status }),
      ...inName,
      ...(roleKey && { roles: { some: { roleKey, ...countingAt(now) } } }),
      ...afterCursor(query),
    }
    const rows = await tx.user.findMany({ where, select: userSelect, ...pageOrder(query) })
    return toPage(rows, query, (row) => toUser(row, { now, clock: deps.clock() }, include))
  })
}

export const getUser = (ctx: UserCtx<'users.read'>, { include }: OneUserQuery): Promise<User> =>
  getUserRow(ctx.deps.db, ctx, ctx.user, include)

/** @throws DomainError `forbidden` or `grant_exceeds_authority` */
async function mayGiveRoles(ctx: OrgCtx<'users.write'>, roles: ReadonlyMap<RoleKey, Times>): Promise<void> {
  if (roles.size === 0) return
  const { mayAssign, lacking } = await askToGrant(ctx, roles, [])
  if (!mayAssign) throw new DomainError('forbidden', { permission: 'roles.assign' })
  assertNoneLacking(lacking)
}

/** Whether the caller may still create such a user. @throws DomainError `forbidden` or `grant_exceeds_authority` */
export const mayCreateUser = (ctx: OrgCtx<'users.write'>, input: CreateUser): Promise<void> =>
  mayGiveRoles(
    ctx,
    new Map([...wantedRoles(input)].map(([key, { endsAt }]) => [key, { startsAt: null, endsAt: endsAt ?? null }])),
  )

/**
 * Creates a user who can sign in at once, or who is invited to.
 * @throws DomainError `unknown_role`, `invalid_request` for times that cannot be, `forbidden`, `grant_exceeds_authority`,
 * `email_exists`, or what `credentialOf` throws
 */
export async function createUser(ctx: OrgCtx<'users.write'>, input: CreateUser): Promise<CreatedUser> {
  const { deps, org } = ctx
  const { email, name } = input
  const given = rolesFrom(wantedRoles(input), await readNow(deps.db))
  const credential = await credentialOf(deps.passwords, ctx.principal.id, input, '/password')
  await mayGiveRoles(ctx, given)
  const user = await inTransaction(deps.db, async (tx) => {
    const made = await insertUser(tx, ctx, { orgId: org.id, email, name }, credential)
    await writeRoles(tx, ctx, { orgId: org.id, userId: made.user.id, held: new Map() }, { given })
    return getUserRow(tx, ctx, { orgId: org.id, id: made.user.id }, 'scheduled')
  })
  return { ...user, ...shownPassword(credential) }
}

/** The status the user gets: somebody without a password can only be invited. */
const nextStatus = ({ status, passwordHash }: LockedUser, wanted: 'ACTIVE' | 'DISABLED'): UserStatus => {
  if (wanted === 'DISABLED' || status === 'ACTIVE') return wanted
  if (status === 'INVITED') throw new DomainError('user_invited')
  return passwordHash === null ? 'INVITED' : 'ACTIVE'
}

/** What disabling takes with it, for good: sessions, links and a pending invite. Grants stay, without effect. */
async function endAccess(tx: Tx, ctx: UserCtx<'users.write'>): Promise<void> {
  const { orgId, id } = ctx.user
  await endSessions(tx, ctx.user, ctx.deps.clock())
  await endLinks(tx, ctx.user)
  await revokeInvite(tx, ctx, orgId, id)
}

/** Writes a change, with the user locked: the address last, for it depends on the status that the change gives. */
async function writeChange(tx: Tx, ctx: UserCtx<'users.write'>, { name, status, email }: ChangeUser): Promise<User> {
  const { orgId, id } = ctx.user
  const locked = await lockUser(tx, orgId, id)
  if (locked === undefined) throw new DomainError('not_found')
  const before = await assertCurrentUser(tx, ctx, ctx.user)
  const data = changesTo(before, { name, status: status && nextStatus(locked, status) })
  if (data !== undefined) {
    if (data.status === 'DISABLED') await endAccess(tx, ctx)
    const where = { orgId_id: { orgId, id } }
    await tx.user.update({ where, data, select: { id: true } })
    const after = await getUserRow(tx, ctx, ctx.user)
    const states = { before: userState(before), after: userState(after) }
    await record(tx, ctx, { orgId, action: 'user.changed', targetId: id, ...states })
  }
  if (email !== undefined) await changeEmail(tx, ctx, { ...locked, ...data }, email)
  return getUserRow(tx, ctx, ctx.user)
}

/**
 * Renames, disables or enables a user, or gives them another address. The own name is fine, the rest is not; to disable
 * or to move takes from somebody, which nobody may who holds less.
 * @throws DomainError `self_change`, `grant_exceeds_authority`, `user_invited`, `user_disabled`, `email_exists` or
 * `last_admin`
 */
export async function changeUser(ctx: UserCtx<'users.write'>, change: ChangeUser): Promise<User> {
  const { deps, principal, user } = ctx
  const { status, email } = change
  const { orgId, id: userId } = user
  if ((status ?? email) !== undefined && userId === principal.id) throw new DomainError('self_change')
  if (status !== 'DISABLED' && email === undefined) return inTransaction(deps.db, (tx) => writeChange(tx, ctx, change))
  return inAuthorityTransaction(ctx, async (tx, authority) => {
    assertMayTake(authority, await heldKeys(tx, { orgId, userId }))
    const write = () => writeChange(tx, ctx, change)
    return status === 'DISABLED' ? keepingAnAdmin(tx, { orgId, userId }, write) : write()
  })
}
