import { onOtherUser } from '../access/guard.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { User } from '../users/schema.ts'
import { revokeAll } from './revoke-all.ts'
import { RevokeAll, Revoked } from './schema.ts'
import { removeUser } from './service.ts'

export const removalRoutes = [
  endpoint({
    method: 'delete',
    path: '/users/{userId}',
    tag: 'Users',
    operationId: 'deleteUser',
    summary: 'Remove somebody who was invited and never signed in nor lived anywhere; the address is free again',
    description:
      'For somebody invited under a typo. Who has signed in, lived somewhere or been active stays: disable them.',
    access: onOtherUser('users.write'),
    answers: { 204: null },
    resource: User,
    errors: ['self_change', 'grant_exceeds_authority', 'user_has_history'],
    run: async (ctx) => {
      await removeUser(ctx)
      return noContent()
    },
  }),
  endpoint({
    method: 'post',
    path: '/users/{userId}/revoke-all',
    tag: 'Users',
    operationId: 'revokeAll',
    summary: 'Take everything away from a user at once, or only tell what would go',
    description:
      'Roles, overrides, assignments, a pending invite and sessions go, occupancies where that is asked for; the account stays. With `dryRun` nothing goes.',
    access: onOtherUser('users.write', 'roles.assign'),
    body: RevokeAll,
    bodyOptional: true,
    answers: { 200: Revoked },
    errors: ['self_change', 'grant_exceeds_authority', 'last_admin'],
    run: async (ctx, { body }) => ok(await revokeAll(ctx, body)),
  }),
]
