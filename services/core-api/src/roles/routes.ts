import { onOrg, onOtherUser, onRoleOfOtherUser, onUser } from '../access/guard.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import {
  AssignRoles,
  Overrides,
  OverridesQuery,
  PermissionList,
  ReplaceOverrides,
  RoleList,
  UserRoles,
} from './schema.ts'
import { assignRoles, getOverrides, listPermissions, listRoles, replaceOverrides, unassignRole } from './service.ts'

const ofUsers = 'Users'
const catalogue = 'Roles'

export const roleRoutes = [
  endpoint({
    method: 'post',
    path: '/users/{userId}/roles',
    tag: ofUsers,
    operationId: 'assignRoles',
    summary: 'Add roles, or put them in the place of those held',
    description:
      'Nobody gives a role that holds more than they do or lasts longer, takes from somebody who holds more, or changes the own roles; the last admin stays. With `roles`, each has times: new ones replace those that it had.',
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
    operationId: 'removeRole',
    summary: 'Take a role away',
    description: 'Taking away a role that is not held changes nothing.',
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
    operationId: 'listPermissionOverrides',
    summary: 'The permission overrides of a user',
    description: 'An ALLOW adds a key to those of the roles, a DENY goes before everything else.',
    access: onUser('roles.read'),
    query: OverridesQuery,
    answers: { 200: Overrides },
    run: async (ctx, { query }) => ok(await getOverrides(ctx, query)),
  }),
  endpoint({
    method: 'put',
    path: '/users/{userId}/permission-overrides',
    tag: ofUsers,
    operationId: 'replacePermissionOverrides',
    summary: 'Replace the permission overrides of a user',
    description:
      'What is not listed is taken away. Nobody allows a key they do not hold, or for longer than they do; a DENY may last as long as it likes.',
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
    operationId: 'listRoles',
    summary: 'Every role and what it holds',
    description: 'Roles belong to the system: no organisation changes what one means.',
    access: onOrg('roles.read'),
    answers: { 200: RoleList },
    run: async () => ok(listRoles()),
  }),
  endpoint({
    method: 'get',
    path: '/permissions',
    tag: catalogue,
    operationId: 'listPermissions',
    summary: 'Every permission key and what it is asked on',
    description: 'The catalogue that guards, documents and roles follow from.',
    access: onOrg('roles.read'),
    answers: { 200: PermissionList },
    run: async () => ok(listPermissions()),
  }),
]
