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
    operationId: 'signIn',
    summary: 'Sign in',
    description:
      'With the same email in several organisations, `org` names the one meant; without it the answer lists them. Failures are counted per account and address.',
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
    operationId: 'refreshSession',
    summary: 'Go on with a session; a token used again ends it, unless that is within seconds of its first use',
    description:
      'Answers like a sign-in, with the next pair of tokens. A token counts once; used again it ends the session, unless that is within `REFRESH_GRACE_SECONDS` of its first use.',
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
    operationId: 'signOut',
    summary: 'End the session of a refresh token, and its access tokens with it',
    description:
      'Ends the session at once, with every token of it. It needs no access token, and says nothing of one that is not known.',
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
    operationId: 'changePassword',
    summary: 'Change the own password',
    description:
      'Answers like a sign-in and ends all other sessions. A password has 12 to 128 characters, is not a common one, not the email, and not the old one.',
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
    operationId: 'getMe',
    summary: 'The caller: roles, effective permissions, assignments and occupancies',
    description:
      '`permissions` are the global ones; what is held in a building comes from the assignments and occupancies.',
    access: selfAccess,
    answers: { 200: Me },
    errors: ['authorization_unavailable'],
    run: async (ctx) => ok(await me(ctx)),
  }),
  endpoint({
    method: 'post',
    path: '/auth/invites/accept',
    tag: 'Invites',
    operationId: 'acceptInvite',
    summary: 'Accept an invite with a password of the own choice, and sign in',
    description: 'Makes the account ACTIVE. Whatever is wrong with the token is told by the same code.',
    access: publicAccess,
    body: AcceptInvite,
    answers: { 200: Session },
    errors: ['invite_invalid', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => ok(await acceptInvite(ctx, body)),
  }),
]
