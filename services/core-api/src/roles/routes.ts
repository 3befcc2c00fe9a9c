import { onOrg, onOtherUser, onRoleOfOtherUser, onUser } from '../access/guard.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { AssignRoles, Overrides, PermissionList, ReplaceOverrides, RoleList, UserRoles } from './schema.ts'
import { assignRoles, getOverrides, listPermissions, listRoles, replaceOverrides, unassignRole } from './service.ts'

const ofUsers = 'Users'
const catalogue = 'Roles and permissions'

export const roleRoutes = [
  endpoint({
    method: 'post',
    path: '/users/{userId}/roles',
    tag: ofUsers,
    summary: 'Add roles, or put them in the place of those held',
    access: onOtherUser('roles.assign'),
    body: AssignRoles,
    answers: { 200: UserRoles },
    errors: ['unknown_role', 'self_change', 'grant_exceeds_authority', 'last_admin'],
    run: async (ctx, { body }) => ok(await assignRoles(ctx, body)),
  }),
  endpoint({
    method: 'delete',
    path: '/users/{userId}/roles/{roleKey}',
    tag: ofUsers,
    summary: 'Take a role away',
    access: onRoleOfOtherUser,
    answers: { 204: null },
    errors: ['self_change', 'last_admin'],
    run: async (ctx) => {
      await unassignRole(ctx)
      return noContent()
    },
  }),
  endpoint({
    method: 'get',
    path: '/users/{userId}/permission-overrides',
    tag: ofUsers,
    summary: 'The permission overrides of a user',
    access: onUser('roles.read'),
    answers: { 200: Overrides },
    run: async (ctx) => ok(await getOverrides(ctx)),
  }),
  endpoint({
    method: 'put',
    path: '/users/{userId}/permission-overrides',
    tag: ofUsers,
    summary: 'Replace the permission overrides of a user',
    access: onOtherUser('roles.assign'),
    body: ReplaceOverrides,
    answers: { 200: Overrides },
    errors: ['unknown_permission', 'self_change', 'grant_exceeds_authority'],
    run: async (ctx, { body }) => ok(await replaceOverrides(ctx, body)),
  }),
  endpoint({
    method: 'get',
    path: '/roles',
    tag: catalogue,
    summary: 'Every role and what it holds',
    access: onOrg('roles.read'),
    answers: { 200: RoleList },
    run: async () => ok(listRoles()),
  }),
  endpoint({
    method: 'get',
    path: '/permissions',
    tag: catalogue,
    summary: 'Every permission key and what it is asked on',
    access: onOrg('roles.read'),
    answers: { 200: PermissionList },
    run: async () => ok(listPermissions()),
  }),
]
