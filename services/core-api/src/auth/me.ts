import { DomainError } from '@latchkey/shared/errors'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { authorityOf } from '../access/authority.ts'
import type { SelfCtx } from '../access/context.ts'
import { roleGrantsOf, shownHeldRoles, toOverrides } from '../roles/store.ts'
import type { Me } from './schema.ts'
import { findHolder, type TextTimes } from './store.ts'

const momentOf = (text: string | null): Date | null => (text === null ? null : new Date(text))

/** With moments for the texts of JSON. */
const timed = <Row extends TextTimes>({ startsAt, endsAt, ...row }: Row) => ({
  ...row,
  startsAt: momentOf(startsAt),
  endsAt: momentOf(endsAt),
})

/**
 * Who the caller is and what they hold. The effective permissions are those that authz counts.
 * @throws DomainError `authorization_unavailable`, or `unauthorized` for somebody who has just been deleted
 */
export async function me(ctx: SelfCtx): Promise<Me> {
  const { orgId, id } = ctx.principal
  const [holder, permissions] = await Promise.all([findHolder(ctx.deps.db, orgId, id), authorityOf(ctx)])
  if (holder === undefined) throw new DomainError('unauthorized')
  const { now, orgName, slug, roles, overrides, assignments, occupancies, ...user } = holder
  return {
    user,
    org: { id: orgId, name: orgName, slug },
    ...shownHeldRoles(roleGrantsOf(roles.map(timed)), now),
    permissions: PERMISSION_KEYS.filter((key) => permissions.has(key)),
    overrides: toOverrides(new Map(overrides.map(({ permissionKey, ...row }) => [permissionKey, timed(row)]))),
    buildingAssignments: assignments.map(timed),
    occupancies: occupancies.map(({ startAt, plannedEndAt, ...row }) => {
      return { ...row, startAt: new Date(startAt), plannedEndAt: momentOf(plannedEndAt) }
    }),
  }
}
