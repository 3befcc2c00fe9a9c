import { z } from '@hono/zod-openapi'
import { PERMISSION_KEYS, ROLE_KEYS } from '@latchkey/shared/permissions'
import { Id, Identifier, Lines } from '../http/fields.ts'
import { givenTimes, Include, shownTimes } from '../http/grant-times.ts'

export const RoleKey = z.enum(ROLE_KEYS)
export const PermissionKey = z.enum(PERMISSION_KEYS)

/** Role keys are accepted in any case; whether one is known is told by `unknown_role`. */
export const RoleKeys = z.array(Identifier(100)).max(20)
/** The same with times. */
export const GivenRoles = z.array(z.strictObject({ key: Identifier(100), ...givenTimes })).max(20)
/** The two forms in which a body names roles. */
export interface NamedRoles {
  readonly roleKeys?: readonly string[] | undefined
  readonly roles?: z.output<typeof GivenRoles> | undefined
}

export const ShownRoles = z
  .array(z.object({ key: RoleKey, ...shownTimes }))
  .openapi({ description: 'The roles with their times' })

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
  .strictObject({
    roleKeys: RoleKeys.optional().openapi({ description: 'For good; or, with times, `roles`' }),
    roles: GivenRoles.optional(),
    mode: z.enum(['add', 'replace']).default('add'),
  })
  .refine(({ roleKeys, roles }) => (roleKeys === undefined) !== (roles === undefined), {
    path: ['roleKeys'],
    message: 'either this or roles is needed',
  })
  .openapi('AssignRoles')
export type AssignRoles = z.output<typeof AssignRoles>

/** Those that count now; and all that are held, what has not begun included. */
export const heldRoles = {
  roleKeys: z.array(RoleKey).openapi({ description: 'The roles that count now' }),
  roles: ShownRoles,
}

export const UserRoles = z.object({ userId: Id, ...heldRoles }).openapi('UserRoles')
export type UserRoles = z.output<typeof UserRoles>

const effect = z.enum(['ALLOW', 'DENY'])
const reason = Lines(500)

export const Overrides = z
  .object({
    overrides: z.array(
      z.object({ permissionKey: PermissionKey, effect, ...shownTimes, reason: z.string().optional() }),
    ),
  })
  .openapi('PermissionOverrides')
export type Overrides = z.output<typeof Overrides>

/** Whether a key is known is told by `unknown_permission`. */
const NamedOverride = z.strictObject({
  ...{ permissionKey: z.string().max(100), effect },
  ...givenTimes,
  reason: reason.optional(),
})
export const ReplaceOverrides = z
  .strictObject({ overrides: z.array(NamedOverride).max(200) })
  .openapi('ReplacePermissionOverrides')
export type ReplaceOverrides = z.output<typeof ReplaceOverrides>

export const OverridesQuery = z.object({ include: Include })
export type OverridesQuery = z.output<typeof OverridesQuery>
