import { onOrg, onUser } from '../access/guard.ts'
import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { created, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { ChangeUser, CreatedUser, CreateUser, User, UserPage, UserQuery } from './schema.ts'
import { changeUser, createUser, getUser, listUsers } from './service.ts'

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
    errors: ['unknown_role', 'grant_exceeds_authority', 'email_exists', ...CREDENTIAL_ERRORS],
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
]
