import { z } from '@hono/zod-openapi'
import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import { onOrg } from '../access/guard.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PermissionKey, RoleKey } from '../users/schema.ts'

const Role = z
  .object({ key: RoleKey, name: z.string(), description: z.string(), permissionKeys: z.array(PermissionKey) })
  .openapi('Role')

const Permission = z
  .object({
    key: PermissionKey,
    description: z.string(),
    resource: z.enum(['org', 'building']),
    access: z.enum(['read', 'write']),
    residents: z.boolean(),
  })
  .openapi('Permission')

const tag = 'Roles and permissions'

export const roleRoutes = [
  endpoint({
    method: 'get',
    path: '/roles',
    tag,
    summary: 'Every role and what it holds',
    access: onOrg('roles.read'),
    answers: { 200: z.object({ items: z.array(Role) }) },
    run: async () =>
      ok({ items: ROLE_KEYS.map((key) => ({ key, ...ROLES[key], permissionKeys: [...ROLES[key].permissionKeys] })) }),
  }),
  endpoint({
    method: 'get',
    path: '/permissions',
    tag,
    summary: 'Every permission key and what it is asked on',
    access: onOrg('roles.read'),
    answers: { 200: z.object({ items: z.array(Permission) }) },
    run: async () => ok({ items: PERMISSION_KEYS.map((key) => ({ key, ...PERMISSIONS[key] })) }),
  }),
]
