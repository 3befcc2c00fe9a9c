import { DomainError } from '@latchkey/shared/errors'
import { BUILDING_KEYS } from '@latchkey/shared/permissions'
import type { BuildingCtx, UserInBuildingCtx } from '../access/context.ts'
import { afterId, cursorAfter, type Page } from '../http/page.ts'
import { personSelect } from '../users/store.ts'
import type { BuildingAccess, UserInBuilding } from './schema.ts'

/** Who may do anything in the building, what, and through which grants. Asked of authz, as every right is. */
export async function listBuildingAccess(ctx: BuildingCtx<'building.assignments.read'>, page: Page) {
  const { deps, building, requestId } = ctx
  const question = { resource: { type: 'building', id: building.id }, after: afterId(page), limit: page.limit } as const
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
 * @throws DomainError `authorization_unavailable`, or `not_found` when authz no longer finds the building
 */
export async function explainAccess(ctx: UserInBuildingCtx<'building.assignments.read'>): Promise<UserInBuilding> {
  const { deps, principal, building, user, requestId } = ctx
  const about = {
    subject: { type: 'user', id: user.id },
    resource: { type: 'building', id: building.id },
    context: { atLeast: user.authzVersion, orgAtLeast: principal.orgVersion },
  } as const
  const questions = BUILDING_KEYS.map((name) => ({ ...about, action: { name } }))
  const decisions = await deps.authz.checkAll(questions, { requestId })
  const items = BUILDING_KEYS.flatMap((permissionKey, at) => {
    const answer = decisions[at]
    return answer === undefined ? [] : [{ permissionKey, decision: answer.decision, reason: answer.context.reason }]
  })
  if (items.some(({ reason }) => reason.code === 'resource_not_in_org')) throw new DomainError('not_found')
  return { user, items }
}
