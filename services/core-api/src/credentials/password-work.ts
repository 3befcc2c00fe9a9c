// Run by the threads of passwords.ts: each of these takes a core for up to a few hundred milliseconds.
import { hashPassword, verifyPassword } from './argon2id.ts'

/** The hash of a password that is hard to guess; undefined for a common one. */
export async function hashUncommonPassword(password: string): Promise<string | undefined> {
  // Read only where it is needed: its dictionaries take a while, and 30 MB in each thread.
  const { isCommonPassword } = await import('./estimator.ts')
  return isCommonPassword(password) ? undefined : hashPassword(password)
}

export { hashPassword, verifyPassword }
