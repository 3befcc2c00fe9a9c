import { onUser, publicAccess } from '../access/guard.ts'
import { acceptInvite } from '../auth/accept-invite.ts'
import { Session } from '../auth/schema.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { AcceptInvite, Invite, InviteDetail } from './schema.ts'
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
  endpoint({
    method: 'post',
    path: '/auth/invites/accept',
    tag,
    summary: 'Accept an invite with a password of the own choice, and sign in',
    access: publicAccess,
    body: AcceptInvite,
    answers: { 200: Session },
    errors: ['invite_invalid', 'weak_password', 'too_many_attempts'],
    run: async (ctx, { body }) => ok(await acceptInvite(ctx, body)),
  }),
]
