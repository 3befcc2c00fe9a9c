import { onOrg, onUser } from '../access/guard.ts'
import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { accepted, created, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { Accepted } from '../http/responses.ts'
import { resetPassword, signOutEverywhere } from './recovery.ts'
import { ChangeUser, CreatedUser, CreateUser, OneUserQuery, User, UserPage, UserQuery } from './schema.ts'
import { changeUser, createUser, getUser, listUsers, mayCreateUser } from './service.ts'

const tag = 'Users'

export const userRoutes = [
  endpoint({
    method: 'get',
    path: '/users',
    tag,
    operationId: 'listUsers',
    summary: 'The users of the organisation',
    description: 'In the order of creation; `q` looks in name and email whatever the case.',
    access: onOrg('users.read'),
    query: UserQuery,
    answers: { 200: UserPage },
    run: async (ctx, { query }) => ok(await listUsers(ctx, query)),
  }),
  endpoint({
    method: 'post',
    path: '/users',
    tag,
    operationId: 'createUser',
    summary: 'Create a user with a password, an invite or a generated password; role keys need roles.assign too',
    description:
      'With `sendInvite` the person chooses a password by a link in a mail; without a password and an invite one is generated and shown once. Role keys need `roles.assign` and no more than the caller holds.',
    access: onOrg('users.write'),
    body: CreateUser,
    answers: { 201: CreatedUser },
    resource: User,
    errors: ['unknown_role', 'grant_exceeds_authority', 'email_exists', ...CREDENTIAL_ERRORS],
    mayStill: (ctx, { body }) => mayCreateUser(ctx, body),
    run: async (ctx, { body }) => {
      const user = await createUser(ctx, body)
      return created(user, `/users/${user.id}`)
    },
  }),
  endpoint({
    method: 'get',
    path: '/users/{userId}',
    tag,
    operationId: 'getUser',
    summary: 'A user',
    description: 'A user of the caller’s organisation.',
    access: onUser('users.read'),
    query: OneUserQuery,
    answers: { 200: User },
    resource: User,
    run: async (ctx, { query }) => ok(await getUser(ctx, query)),
  }),
  endpoint({
    method: 'patch',
    path: '/users/{userId}',
    tag,
    operationId: 'changeUser',
    summary: 'Rename, disable or enable a user, or ask for another address to be confirmed',
    description:
      'Members that are absent stay as they are. Disabling ends all sessions; another address counts once it is confirmed. Nobody changes somebody who holds more.',
    access: onUser('users.write'),
    body: ChangeUser,
    answers: { 200: User },
    resource: User,
    errors: ['self_change', 'grant_exceeds_authority', 'user_invited', 'user_disabled', 'email_exists', 'last_admin'],
    run: async (ctx, { body }) => ok(await changeUser(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: '/users/{userId}/password-reset',
    tag,
    operationId: 'sendUserPasswordReset',
    summary: 'Send a user a mail with a link to a new password',
    description: 'The link goes to the person alone. Nobody does it to somebody who holds more.',
    access: onUser('users.write'),
    answers: { 202: Accepted },
    errors: ['user_invited', 'user_disabled'],
    run: async (ctx) => {
      await resetPassword(ctx)
      return accepted()
    },
  }),
  endpoint({
    method: 'delete',
    path: '/users/{userId}/sessions',
    tag,
    operationId: 'endUserSessions',
    summary: 'Sign a user out everywhere',
    description: 'Ends access and refresh tokens at once.',
    access: onUser('users.write'),
    answers: { 204: null },
    run: async (ctx) => {
      await signOutEverywhere(ctx)
      return noContent()
    },
  }),
]
