import type { BuildingCtx } from '../access/context.ts'
import { afterId, cursorAfter, type Page } from '../http/page.ts'
import { personSelect } from '../users/store.ts'
import type { BuildingAccess } from './schema.ts'

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
