import { z } from '@hono/zod-openapi'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'
import { Id, Identifier } from '../http/fields.ts'

export const RoleKey = z.enum(ROLE_KEYS)
export const PermissionKey = z.enum(PERMISSION_KEYS)

/** Role keys are accepted in any case; whether one is known is told by `unknown_role`. */
export const RoleKeys = z.array(Identifier(100)).max(20)

const Role = z
  .object({ key: RoleKey, name: z.string(), description: z.string(), permissionKeys: z.array(PermissionKey) })
  .openapi('Role')

export const RoleList = z.object({ items: z.array(Role) })
export type RoleList = z.output<typeof RoleList>

const Permission = z
  .object({
    key: PermissionKey,
    description: z.string(),
    resource: z.enum(['org', 'building']),
    access: z.enum(['read', 'write']),
    residents: z.boolean(),
  })
  .openapi('Permission')

export const PermissionList = z.object({ items: z.array(Permission) })
export type PermissionList = z.output<typeof PermissionList>

export const AssignRoles = z
  .strictObject({ roleKeys: RoleKeys, mode: z.enum(['add', 'replace']).default('add') })
  .openapi('AssignRoles')
export type AssignRoles = z.output<typeof AssignRoles>

export const UserRoles = z.object({ userId: Id, roleKeys: z.array(RoleKey) }).openapi('UserRoles')
export type UserRoles = z.output<typeof UserRoles>

const effect = z.enum(['ALLOW', 'DENY'])

export const Overrides = z
  .object({ overrides: z.array(z.object({ permissionKey: PermissionKey, effect })) })
  .openapi('PermissionOverrides')
export type Overrides = z.output<typeof Overrides>

/** Whether a key is known is told by `unknown_permission`. */
export const ReplaceOverrides = z
  .strictObject({ overrides: z.array(z.strictObject({ permissionKey: z.string().max(100), effect })).max(200) })
  .openapi('ReplacePermissionOverrides')
export type ReplaceOverrides = z.output<typeof ReplaceOverrides>
