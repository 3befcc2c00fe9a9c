import type { SelfCtx } from '../access/context.ts'
import { fetchAccess } from '../access/held.ts'
import { ownedBuildings } from '../access/owned.ts'
import type { MyAccess, MyAccessQuery } from './schema.ts'

/**
 * What the caller may do, in the org and in these buildings, in the order in which they are named. Those that are not of
 * the own org are left out. @throws DomainError `authorization_unavailable`
 */
export async function getMyAccess(ctx: SelfCtx, { buildingId: ids = [] }: MyAccessQuery): Promise<MyAccess> {
  const { deps, principal } = ctx
  const owned = ids.length === 0 ? new Map() : await ownedBuildings(deps.db, principal, ids)
  const { org, buildings, version } = await fetchAccess(
    ctx,
    principal,
    ids.flatMap((id) => owned.get(id) ?? []),
  )
  return { org, items: buildings.map(({ id, permissionKeys }) => ({ buildingId: id, permissionKeys })), version }
}
