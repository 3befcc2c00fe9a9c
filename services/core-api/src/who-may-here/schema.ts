import { z } from '@hono/zod-openapi'
import { PermitReason } from '@latchkey/shared/authz/contract'
import { pageOf } from '../http/page.ts'
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
