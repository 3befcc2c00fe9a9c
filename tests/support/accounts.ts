import { hashPassword } from '@latchkey/core-api/credentials/argon2id'
import { type UserOptions, unique, type World } from './world.ts'

/** Strong enough for every rule. */
export const PASSWORD = 'mild-otter-counts-lanterns'
export const OTHER_PASSWORD = 'seven-foxes-paint-the-harbour'

const hashes = new Map<string, string>()
const hashOf = (password: string): string => {
  const known = hashes.get(password) ?? hashPassword(password)
  hashes.set(password, known)
  return known
}

export interface Account {
  readonly id: string
  readonly email: string
}

/** A user who can sign in with PASSWORD, or with the one given. */
export async function account(world: World, options: UserOptions = {}, password = PASSWORD): Promise<Account> {
  const email = options.email ?? `${unique('account')}@example.test`
  const id = await world.user({ ...options, email, passwordHash: hashOf(password) })
  return { id, email }
}

/** The header of a request by whoever holds the token. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
