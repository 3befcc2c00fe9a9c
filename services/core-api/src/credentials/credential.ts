import type { ErrorCode } from '@latchkey/shared/errors'
import { type Passwords, temporaryPassword } from './passwords.ts'

/** How a new user will first sign in; somebody else's password must be changed by its owner. */
export type Credential =
  | { readonly kind: 'invite' }
  | { readonly kind: 'password'; readonly passwordHash: string; readonly temporaryPassword?: string }

interface CredentialInput {
  readonly email: string
  readonly password?: string | undefined
  readonly sendInvite?: boolean | undefined
}

/** What `credentialOf` throws, for the route table. */
export const CREDENTIAL_ERRORS = ['weak_password', 'too_many_attempts', 'unavailable'] satisfies ErrorCode[]

/**
 * The password that was chosen, else an invite if one was asked for, else a password made up here.
 * @param account for whom the work is done: the caller
 * @throws DomainError `weak_password` that points at the member of the body, `too_many_attempts` or `unavailable`
 */
export async function credentialOf(
  passwords: Passwords,
  account: string,
  { email, password, sendInvite }: CredentialInput,
  pointer: string,
): Promise<Credential> {
  if (password !== undefined) {
    return { kind: 'password', passwordHash: await passwords.hashChosen(account, { password, email, pointer }) }
  }
  if (sendInvite === true) return { kind: 'invite' }
  const made = temporaryPassword()
  return { kind: 'password', passwordHash: await passwords.hashMade(account, made), temporaryPassword: made }
}

/** The member of an answer that shows a generated password, once. */
export const shownPassword = (credential: Credential): { temporaryPassword?: string } =>
  credential.kind === 'password' && credential.temporaryPassword !== undefined
    ? { temporaryPassword: credential.temporaryPassword }
    : {}
