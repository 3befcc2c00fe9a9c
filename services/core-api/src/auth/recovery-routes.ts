import { ownAccess, publicAccess } from '../access/guard.ts'
import { CREDENTIAL_ERRORS } from '../credentials/credential.ts'
import { accepted, noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { Accepted } from '../http/responses.ts'
import { Session } from '../sessions/schema.ts'
import { changeOwnEmail, confirmEmail } from './change-email.ts'
import { completeReset } from './complete-reset.ts'
import { requestReset } from './request-reset.ts'
import { ChangeOwnEmail, CompleteReset, ConfirmEmail, RequestReset } from './schema.ts'

const tag = 'Auth'

/** The way back in for who lost the password, and the way to another address. */
export const recoveryRoutes = [
  endpoint({
    method: 'post',
    path: '/auth/password-reset',
    tag,
    operationId: 'requestPasswordReset',
    summary: 'Ask for a link to a new password by mail; the answer does not tell whether the address is known',
    description:
      'The answer is the same whoever asks about whomever. Each active account of the address gets a mail with a link.',
    access: publicAccess,
    body: RequestReset,
    answers: { 202: Accepted },
    errors: ['too_many_attempts'],
    run: async (ctx, { body }) => {
      await requestReset(ctx, body)
      return accepted()
    },
  }),
  endpoint({
    method: 'post',
    path: '/auth/password-reset/complete',
    tag,
    operationId: 'completePasswordReset',
    summary: 'Choose a new password by the token of a link, and sign in; every session from before ends',
    description: 'The token is good for 30 minutes and once; a password that is too weak leaves it usable.',
    access: publicAccess,
    body: CompleteReset,
    answers: { 200: Session },
    errors: ['reset_invalid', ...CREDENTIAL_ERRORS],
    run: async (ctx, { body }) => ok(await completeReset(ctx, body)),
  }),
  endpoint({
    method: 'post',
    path: '/auth/email',
    tag,
    operationId: 'changeOwnEmail',
    summary: 'Ask for another address of the own account to be confirmed; the present one withdraws that',
    description:
      'Mails go to both addresses; the new one counts once the link in its mail is confirmed. The present password is asked for.',
    access: ownAccess,
    body: ChangeOwnEmail,
    answers: { 202: Accepted },
    errors: [
      'password_change_required',
      'invalid_current_password',
      'email_exists',
      'too_many_attempts',
      'unavailable',
    ],
    run: async (ctx, { body }) => {
      await changeOwnEmail(ctx, body)
      return accepted()
    },
  }),
  endpoint({
    method: 'post',
    path: '/auth/email/confirm',
    tag,
    operationId: 'confirmEmail',
    summary: 'Confirm an address by the token that was sent there',
    description: 'The token is good for 24 hours and once.',
    access: publicAccess,
    body: ConfirmEmail,
    answers: { 204: null },
    errors: ['confirmation_invalid', 'email_exists', 'too_many_attempts'],
    run: async (ctx, { body }) => {
      await confirmEmail(ctx, body)
      return noContent()
    },
  }),
]
