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
    summary: 'The invite of a user, and what became of its mail',
    access: onUser('users.read'),
    answers: { 200: InviteDetail },
    run: async (ctx) => ok(await getInvite(ctx)),
  }),
  endpoint({
    method: 'post',
    path: invite,
    tag,
    summary: 'Send an invite again; the link sent before ends',
    access: onUser('users.write'),
    answers: { 200: Invite },
    errors: ['user_active', 'user_disabled'],
    run: async (ctx) => ok(await sendInvite(ctx)),
  }),
  endpoint({
    method: 'delete',
    path: invite,
    tag,
    summary: 'Revoke the invite of a user',
    access: onUser('users.write'),
    answers: { 204: null },
    run: async (ctx) => {
      await withdrawInvite(ctx)
      return noContent()
    },
  }),
]
