import { assertStrongPassword, hashPassword, temporaryPassword } from './passwords.ts'

/** How a new user will first sign in; somebody else's password must be changed by its owner. */
export type Credential =
  | { readonly kind: 'invite' }
  | { readonly kind: 'password'; readonly passwordHash: string; readonly temporaryPassword?: string }

interface CredentialInput {
  readonly email: string
  readonly password?: string | undefined
  readonly sendInvite?: boolean | undefined
}

/**
 * The password that was chosen, else an invite if one was asked for, else a password made up here.
 * @throws DomainError `weak_password` that points at the member of the body
 */
export async function credentialOf(input: CredentialInput, pointer: string): Promise<Credential> {
  const { email, password, sendInvite } = input
  if (password !== undefined) {
    assertStrongPassword(password, email, pointer)
    return { kind: 'password', passwordHash: await hashPassword(password) }
  }
  if (sendInvite === true) return { kind: 'invite' }
  const made = temporaryPassword()
  return { kind: 'password', passwordHash: await hashPassword(made), temporaryPassword: made }
}

/** The member of an answer that shows a generated password, once. */
export const shownPassword = (credential: Credential): { temporaryPassword?: string } =>
  credential.kind === 'password' && credential.temporaryPassword !== undefined
    ? { temporaryPassword: credential.temporaryPassword }
    : {}
