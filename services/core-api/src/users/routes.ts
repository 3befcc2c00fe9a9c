import { onOrg, onOtherUser, onRoleOfOtherUser, onUser } from '../access/guard.ts'
import { created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { getOverrides, replaceOverrides } from '../roles/overrides.ts'
import { assignRoles, unassignRole } from '../roles/service.ts'
import { changeUser } from './change.ts'
import { createUser } from './create.ts'
import {
  AssignRoles,
  ChangeUser,
  CreatedUser,
  CreateUser,
  Overrides,
  ReplaceOverrides,
  User,
  UserPage,
  UserQuery,
  UserRoles,
} from './schema.ts'
import { getUser, listUsers } from './store.ts'

const tag = 'Users'

export const userRoutes = [
  endpoint({
    method: 'get',
    path: '/users',
    tag,
    summary: 'The users of the organisation',
    access: onOrg('users.read'),
    query: UserQuery,
    answers: { 200: UserPage },
    run: async (ctx, { query }) => ok(await listUsers(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: '/users',
    tag,
    summary: 'Create a user with a password, an invite or a generated password; role keys need roles.assign too',
    access: onOrg('users.write'),
    body: CreateUser,
    answers: { 201: CreatedUser },
    errors: ['unknown_role', 'weak_password', 'grant_exceeds_authority', 'email_exists'],
    run: async (ctx, { body }) => {
      const user = await createUser(ctx, body)
      return created(user, `/users/${user.id}`)
    },
  }),
  endpoint({
    method: 'get',
    path: '/users/{userId}',
    tag,
    summary: 'A user',
    access: onUser('users.read'),
    answers: { 200: User },
    run: async (ctx) => ok(await getUser(ctx)),
  }),
  endpoint({
    method: 'patch',
    path: '/users/{userId}',
    tag,
    summary: 'Rename, disable or enable a user',
    access: onUser('users.write'),
    body: ChangeUser,
    answers: { 200: User },
    errors: ['self_change', 'user_invited', 'last_admin'],
    run: async (ctx, { body }) => ok(await changeUser(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: '/users/{userId}/roles',
    tag,
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
    tag,
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
    tag,
    summary: 'The permission overrides of a user',
    access: onUser('roles.read'),
    answers: { 200: Overrides },
    run: async (ctx) => ok(await getOverrides(ctx)),
  }),
  endpoint({
    method: 'put',
    path: '/users/{userId}/permission-overrides',
    tag,
    summary: 'Replace the permission overrides of a user',
    access: onOtherUser('roles.assign'),
    body: ReplaceOverrides,
    answers: { 200: Overrides },
    errors: ['unknown_permission', 'self_change', 'grant_exceeds_authority'],
    run: async (ctx, { body }) => ok(await replaceOverrides(ctx, body)),
  }),
]
