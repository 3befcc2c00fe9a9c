import { publicAccess, selfAccess } from '../access/guard.ts'
import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { Session } from '../sessions/schema.ts'
import { acceptInvite } from './accept-invite.ts'
import { changePassword } from './change-password.ts'
import { login } from './login.ts'
import { me } from './me.ts'
import { logout, refresh } from './refresh.ts'
import { AcceptInvite, ChangePassword, Login, Me, RefreshToken } from './schema.ts'

const tag = 'Auth'

export const authRoutes = [
  endpoint({
    method: 'post',
    path: '/auth/login',
    tag,
    summary: 'Sign in',
    access: publicAccess,
    body: Login,
    answers: { 200: Session },
    errors: ['invalid_credentials', 'organization_selection_required', 'too_many_attempts', 'unavailable'],
    run: async (ctx, { body }) => ok(await login(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: '/auth/refresh',
    tag,
    summary: 'Go on with a session; a token used again ends it, unless that is within seconds of its first use',
    access: publicAccess,
    body: RefreshToken,
    answers: { 200: Session },
    errors: ['invalid_refresh_token', 'too_many_attempts'],
    run: async (ctx, { body }) => ok(await refresh(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: '/auth/logout',
    tag,
    summary: 'End the session of a refresh token, and its access tokens with it',
    access: publicAccess,
    body: RefreshToken,
    answers: { 204: null },
    run: async (ctx, { body }) => {
      await logout(ctx, body)
      return noContent()
    },
  }),
  endpoint({
    method: 'post',
    path: '/auth/change-password',
    tag,
    summary: 'Change the own password',
    access: selfAccess,
    body: ChangePassword,
    answers: { 200: Session },
    errors: ['invalid_current_password', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => ok(await changePassword(ctx, body)),
  }),
  endpoint({
    method: 'get',
    path: '/auth/me',
    tag,
    summary: 'The caller: roles, effective permissions, assignments and occupancies',
    access: selfAccess,
    answers: { 200: Me },
    errors: ['authorization_unavailable'],
    run: async (ctx) => ok(await me(ctx)),
  }),
  endpoint({
    method: 'post',
    path: '/auth/invites/accept',
    tag: 'Invites',
    summary: 'Accept an invite with a password of the own choice, and sign in',
    access: publicAccess,
    body: AcceptInvite,
    answers: { 200: Session },
    errors: ['invite_invalid', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => ok(await acceptInvite(ctx, body)),
  }),
]
