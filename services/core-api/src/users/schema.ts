import { z } from '@hono/zod-openapi'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'
import { Email, Id, Name, Password, RoleKeys, Search, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'

export const Status = z.enum(['INVITED', 'ACTIVE', 'DISABLED'])
export const RoleKey = z.enum(ROLE_KEYS)
export const PermissionKey = z.enum(PERMISSION_KEYS)

export const User = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    status: Status,
    roleKeys: z.array(RoleKey),
    mustChangePassword: z.boolean(),
    createdAt: Timestamp,
  })
  .openapi('User')
export type User = z.output<typeof User>

export const UserPage = pageOf(User)

export const UserQuery = PageQuery.extend({
  q: Search.optional().openapi({ description: 'A part of the name or email, in any case' }),
  status: Status.optional(),
  roleKey: z.string().trim().toLowerCase().pipe(RoleKey).optional().openapi({ type: 'string', enum: ROLE_KEYS }),
})
export type UserQuery = z.output<typeof UserQuery>

export const CreateUser = z
  .strictObject({
    email: Email,
    name: Name,
    password: Password.optional(),
    sendInvite: z.boolean().optional(),
    roleKeys: RoleKeys.optional(),
  })
  .openapi('CreateUser')
export type CreateUser = z.output<typeof CreateUser>

export const CreatedUser = User.extend({
  temporaryPassword: z.string().optional().openapi({ description: 'Shown once, when no password was given' }),
}).openapi('CreatedUser')
export type CreatedUser = z.output<typeof CreatedUser>

export const ChangeUser = z
  .strictObject({ name: Name.optional(), status: z.enum(['ACTIVE', 'DISABLED']).optional() })
  .openapi('ChangeUser')
export type ChangeUser = z.output<typeof ChangeUser>

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
