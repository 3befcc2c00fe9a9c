import { onUser } from '../access/guard.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { Invite, InviteDetail } from './schema.ts'
import { getInvite, sendInvite, withdrawInvite } from './service.ts'

const tag = 'Invites'
const invite = '/users/{userId}/invite'

export const inviteRoutes = [
  endpoint({
    method: 'get',
    path: invite,
    tag,
    operationId: 'getInvite',
    summary: 'The invite of a user, and what became of its mail',
    description: '`mail.state` tells whether its mail went out.',
    access: onUser('users.read'),
    answers: { 200: InviteDetail },
    run: async (ctx) => ok(await getInvite(ctx)),
  }),
  endpoint({
    method: 'post',
    path: invite,
    tag,
    operationId: 'sendInvite',
    summary: 'Send an invite again; the link sent before ends',
    description: 'A new link, good for seven days; the one before ends.',
    access: onUser('users.write'),
    answers: { 200: Invite },
    errors: ['user_active', 'user_disabled'],
    run: async (ctx) => ok(await sendInvite(ctx)),
  }),
  endpoint({
    method: 'delete',
    path: invite,
    tag,
    operationId: 'revokeInvite',
    summary: 'Revoke the invite of a user',
    description: 'The link ends; the user stays INVITED.',
    access: onUser('users.write'),
    answers: { 204: null },
    run: async (ctx) => {
      await withdrawInvite(ctx)
      return noContent()
    },
  }),
]
