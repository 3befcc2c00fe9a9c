import type { HeldAccess } from '@latchkey/shared/authz/subject-access'
import type { Db, Tx } from '@latchkey/shared/db/client'
import type { ErrorOfConstraint } from '@latchkey/shared/db/errors'
import { inPreparedTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { PERMISSION_KEYS, type PermissionKey, ROLES, type RoleKey } from '@latchkey/shared/permissions'
import type { SelfCtx } from './context.ts'
import { ALWAYS, isSame, outlasts, type Times } from './grant-times.ts'
import { fetchAccess } from './held.ts'
import { lockOrg } from './locks.ts'
import { ownOrg } from './owned.ts'
import { type Ask, askOnOrg } from './pep.ts'

/**
 * What the caller may hand on: all of the own effective global permissions, each with the moment at which the last of the
 * grants that give it ends; null: one of them has no end.
 */
export type Authority = ReadonlyMap<PermissionKey, Date | null>

const lastEnd = ({ grants }: HeldAccess, key: PermissionKey): Date | null => {
  const ends = grants.flatMap(({ permissionKeys, reason: { endsAt } }) =>
    permissionKeys.includes(key) ? [endsAt] : [],
  )
  // Of one length: the order of the texts is that of the moments.
  const last = ends.every((end) => end !== undefined) ? ends.toSorted().at(-1) : undefined
  return last === undefined ? null : new Date(last)
}

/** The caller's authority at this moment. @throws DomainError `authorization_unavailable` */
export const authorityOf = async (ctx: SelfCtx, principal = ctx.principal): Promise<Authority> => {
  const { org } = await fetchAccess(ctx, principal, [])
  return new Map(org.permissionKeys.map((key) => [key, lastEnd(org, key)]))
}

/** What somebody with these roles is permitted, each key once. */
export const permissionsOfRoles = (roleKeys: readonly RoleKey[]): PermissionKey[] => [
  ...new Set(roleKeys.flatMap((key) => ROLES[key].permissionKeys)),
]

/** What whoever gives a role must hold, for as long as the role lasts: what it permits, and the right to give it. */
export const keysToGive = (roleKey: RoleKey): readonly PermissionKey[] => [
  'roles.assign',
  ...ROLES[roleKey].permissionKeys,
]

/**
 * Asks for the right to give roles, for each permission they hold, and for whatever else, by one request; for every
 * permission where a role is given for a time, for that may take it too. `lacking` are the permissions of the roles that
 * the caller does not hold, or not for as long.
 * @throws DomainError `authorization_unavailable`
 */
export async function askToGrant(
  { pep, principal }: SelfCtx,
  roles: ReadonlyMap<RoleKey, Times>,
  others: readonly Ask[],
) {
  const org = ownOrg(principal)
  const isAnyTimed = [...roles.values()].some((times) => !isSame(times, ALWAYS))
  const keys = isAnyTimed ? PERMISSION_KEYS : [...new Set([...roles.keys()].flatMap(keysToGive))]
  const asked = [askOnOrg('roles.assign', org), ...keys.map((key) => askOnOrg(key, org)), ...others]
  const [mayAssign, ...answers] = await pep.permits(principal, asked)
  const authority: Authority = new Map(
    keys.flatMap((key, at) => {
      const held = answers[at]
      return held === undefined ? [] : [[key, held.until]]
    }),
  )
  const lacking = [...roles].flatMap(([key, { endsAt }]) => lackingOf(authority, keysToGive(key), endsAt))
  return { mayAssign: mayAssign !== undefined, authority, lacking, others: answers.slice(keys.length) }
}

/** Those of the keys that the caller does not hold, or not for as long as a grant that ends then. */
export const lackingOf = (
  authority: Authority,
  keys: readonly PermissionKey[],
  endsAt?: Date | null,
): PermissionKey[] =>
  keys.filter((key) => {
    const until = authority.get(key)
    return until === undefined || (endsAt !== undefined && outlasts(endsAt, until))
  })

/** Nobody grants more than they hold themselves. @throws DomainError `grant_exceeds_authority` */
export function assertNoneLacking(lacking: readonly PermissionKey[]): void {
  if (lacking.length === 0) return
  const named = [...new Set(lacking)].join(', ')
  throw new DomainError('grant_exceeds_authority', { detail: `You do not hold ${named} yourself, or not for as long` })
}

/** @throws DomainError `grant_exceeds_authority` when a permission that is granted is not the caller's */
export const assertWithin = (authority: Authority, granted: readonly PermissionKey[]): void =>
  assertNoneLacking(lackingOf(authority, granted))

/** The caller's grants have changed since the authority was asked for: it must be asked for again. */
class AuthorityOutdated extends Error {
  override readonly name = 'AuthorityOutdated'
}

const readVersion = async (db: Db | Tx, { orgId, id }: SelfCtx['principal']): Promise<number> => {
  const where = { orgId_id: { orgId, id } }
  return (await db.user.findUniqueOrThrow({ where, select: { authzVersion: true } })).authzVersion
}

/**
 * Works in a transaction on the authority that the caller has in it: under the org's lock, which whoever takes rights
 * away holds, the caller is still of the version that authz was asked for.
 * @throws DomainError `authorization_unavailable`, that of a refused constraint, or `unavailable`
 */
export function inAuthorityTransaction<Result>(
  ctx: SelfCtx,
  work: (tx: Tx, authority: Authority) => Promise<Result>,
  refused?: ErrorOfConstraint,
): Promise<Result> {
  const { deps, principal } = ctx
  const prepare = async () => {
    const version = await readVersion(deps.db, principal)
    return { version, authority: await authorityOf(ctx, { ...principal, authzVersion: version }) }
  }
  const run = async (tx: Tx, { version, authority }: Awaited<ReturnType<typeof prepare>>) => {
    await lockOrg(tx, principal.orgId)
    if ((await readVersion(tx, principal)) !== version) throw new AuthorityOutdated()
    return work(tx, authority)
  }
  const retryOn = (error: unknown) => error instanceof AuthorityOutdated
  return inPreparedTransaction(deps.db, prepare, run, { retryOn, ...(refused && { refused }) })
}
