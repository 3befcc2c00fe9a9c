import type { BuildingPermissionKey } from '@latchkey/shared/permissions'
import type { UserInBuildingCtx } from './context.ts'
import { enterBuilding, type Guard } from './guard.ts'
import { ownedUser } from './owned.ts'

/** On the building named in the path, about the user named in it. */
export const onUserInBuilding = <Key extends BuildingPermissionKey>(
  permission: Key,
): Guard<UserInBuildingCtx<Key>> => ({
  kind: 'building',
  permission,
  enter: async (deps, incoming) => {
    const { ctx, building } = await enterBuilding(deps, incoming)
    const user = await ownedUser(deps.db, ctx.principal, incoming.param('userId'))
    return { ...ctx, building, user, permit: await ctx.pep.requireOnBuilding(ctx.principal, permission, building) }
  },
})
