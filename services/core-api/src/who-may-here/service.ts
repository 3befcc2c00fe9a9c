import { DomainError } from '@latchkey/shared/errors'
import type { BuildingCtx, UserInBuildingCtx } from '../access/context.ts'
import { fetchAccess } from '../access/held.ts'
import { momentAhead } from '../access/moment-ahead.ts'
import type { AtQuery } from '../http/at.ts'
import { afterId, cursorAfter } from '../http/page.ts'
import { personSelect } from '../users/store.ts'
import type { BuildingAccess, BuildingAccessQuery, UserInBuilding } from './schema.ts'

/** Who may do anything in the building, what, and through which grants. Asked of authz, as every right is. */
export async function listBuildingAccess(ctx: BuildingCtx<'building.assignments.read'>, query: BuildingAccessQuery) {
  const { deps, building, requestId } = ctx
  const at = (await momentAhead(deps.db, query))?.toISOString()
  const page = { after: afterId(query), limit: query.limit, at }
  const question = { resource: { type: 'building', id: building.id }, ...page } as const
  const { results, next } = await deps.authz.accessList(question, { requestId })
  const ids = results.map(({ subject }) => subject.id)
  const people = await deps.db.user.findMany({ where: { orgId: building.orgId, id: { in: ids } }, ...personSelect })
  const byId = new Map(people.map((person) => [person.id, person]))
  const items = results.flatMap((access): BuildingAccess[] => {
    const user = byId.get(access.subject.id)
    const permissionKeys = access.permits.map(({ action }) => action.name)
    return user === undefined ? [] : [{ user, permissionKeys, via: access.grants.map(({ reason }) => reason) }]
  })
  return { items, nextCursor: next === null ? null : cursorAfter(next) }
}

/**
 * Every building key with the decision and the reason that authz gives for this user.
 * @throws DomainError `authorization_unavailable`, `invalid_request` for a moment that has passed, or `not_found` when
 * authz no longer finds the building
 */
export async function explainAccess(
  ctx: UserInBuildingCtx<'building.assignments.read'>,
  query: AtQuery,
): Promise<UserInBuilding> {
  const { deps, principal, building, user } = ctx
  const at = await momentAhead(deps.db, query)
  const options = { at, orgVersion: principal.orgVersion, explain: true }
  const { buildings } = await fetchAccess(ctx, user, [building], options)
  const items = buildings[0]?.explained
  if (items === undefined) throw new DomainError('not_found')
  return { user, items }
}
