import { hash } from 'node:crypto'

/** What a signature proves, and for how long. */
export interface Verified<Subject> {
  readonly subject: Subject
  /** In seconds since 1970: from then on it proves nothing. */
  readonly expiresAt: number
}

/**
 * Verifies each token once while it holds: its signature costs as much as the rest of a short request. Of a token only
 * its digest is kept. What can change meanwhile, user and session, is no part of it.
 * @param most how many are kept; the oldest goes first
 */
export function verifyingOnce<Subject>(
  verify: (token: string) => Promise<Verified<Subject>>,
  clock: () => Date,
  most = 10_000,
): (token: string) => Promise<Subject> {
  const known = new Map<string, Verified<Subject>>()
  return async (token) => {
    const digest = hash('sha256', token, 'base64')
    const found = known.get(digest)
    if (found !== undefined && Math.floor(clock().getTime() / 1_000) < found.expiresAt) return found.subject
    known.delete(digest)
    const verified = await verify(token)
    const [oldest] = known.size < most ? [] : known.keys()
    if (oldest !== undefined) known.delete(oldest)
    known.set(digest, verified)
    return verified.subject
  }
}
