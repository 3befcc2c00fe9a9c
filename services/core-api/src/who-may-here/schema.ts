import { z } from '@hono/zod-openapi'
import { DenialReason, PermitReason } from '@latchkey/shared/authz/contract'
import { AtQuery } from '../http/at.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { PermissionKey } from '../roles/schema.ts'
import { Person } from '../users/schema.ts'

export const BuildingAccess = z
  .object({
    user: Person,
    permissionKeys: z.array(PermissionKey),
    via: z.array(PermitReason).openapi({ description: 'The grants these come from, as authz explains them' }),
  })
  .openapi('BuildingAccess')
export type BuildingAccess = z.output<typeof BuildingAccess>

export const BuildingAccessPage = pageOf(BuildingAccess)

export const BuildingAccessQuery = PageQuery.extend(AtQuery.shape)
export type BuildingAccessQuery = z.output<typeof BuildingAccessQuery>

const explained = { permissionKey: PermissionKey, decision: z.boolean() }

export const UserInBuilding = z
  .object({
    user: Person,
    items: z
      .array(z.object({ ...explained, reason: z.union([PermitReason, DenialReason]) }))
      .openapi({ description: 'Every building key; `wouldAllow` names the grants that would turn a denial around' }),
  })
  .openapi('UserInBuilding')
export type UserInBuilding = z.output<typeof UserInBuilding>
