import type { Db, Tx } from './client.ts'
import { asDomainError, isRetryable } from './errors.ts'

const ATTEMPTS = 5

/**
 * Runs the work in one transaction, the whole of it again after a serialization failure or deadlock, at most five
 * times. A refused constraint becomes its domain error.
 */
export async function inTransaction<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
  refused?: Parameters<typeof asDomainError>[1],
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, { maxWait: 5_000, timeout: 10_000 })
    } catch (error) {
      if (attempt === ATTEMPTS || !isRetryable(error)) return asDomainError(error, refused)
    }
  }
}
