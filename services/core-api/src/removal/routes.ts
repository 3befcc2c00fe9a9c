import { onOtherUser } from '../access/guard.ts'
import { noContent } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
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
    errors: ['self_change', 'grant_exceeds_authority', 'user_has_history'],
    run: async (ctx) => {
      await removeUser(ctx)
      return noContent()
    },
  }),
]
