import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import type { UserInBuildingCtx } from './context.ts'
import { type Guard, ownAccess } from './guard.ts'
import { ownedBuilding, ownedUser } from './owned.ts'

/** On the building named in the path, about the user named in it. */
export const onUserInBuilding = <Key extends BuildingPermissionKey>(
  permission: Key,
): Guard<UserInBuildingCtx<Key>> => ({
  kind: 'building',
  permission,
  enter: async (deps, incoming) => {
    const ctx = await ownAccess.enter(deps, incoming)
    const building = await ownedBuilding(deps.db, ctx.principal, incoming.param('buildingId'))
    const user = await ownedUser(deps.db, ctx.principal, incoming.param('userId'))
    return { ...ctx, building, user, permit: await ctx.pep.requireOnBuilding(ctx.principal, permission, building) }
  },
})
