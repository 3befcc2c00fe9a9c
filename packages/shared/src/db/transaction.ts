import { DomainError } from '../errors.ts'
import type { Db, Tx } from './client.ts'
import { asDomainError, type ErrorOfConstraint, isRetryable } from './errors.ts'

/** In milliseconds: the wait for a connection of the pool, and the length of one attempt. */
const LIMITS = { maxWait: 5_000, timeout: 10_000 }
const ATTEMPTS = 5

interface Options {
  /** Which domain error a refused constraint becomes; without it, as an insert or update is refused. */
  readonly refused?: ErrorOfConstraint
  /** What is tried again beside a serialization failure and a deadlock. */
  readonly retryOn?: (error: unknown) => boolean
  /** How often at most, the first time included; 5 when it is not said. */
  readonly attempts?: number
}

/**
 * Prepares something outside of any transaction and works with it in one; both again after a serialization failure, a
 * deadlock, or what `retryOn` names.
 * @throws DomainError: that of a refused constraint, or `unavailable` after the last attempt
 */
export async function inPreparedTransaction<Prepared, Result>(
  db: Db,
  prepare: () => Promise<Prepared>,
  work: (tx: Tx, prepared: Prepared) => Promise<Result>,
  { refused, retryOn = () => false, attempts = ATTEMPTS }: Options = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const prepared = await prepare()
    try {
      return await db.$transaction((tx) => work(tx, prepared), LIMITS)
    } catch (error) {
      if (!isRetryable(error) && !retryOn(error)) return asDomainError(error, refused)
      if (attempt === attempts) throw new DomainError('unavailable', { cause: error })
    }
  }
}

/** Works in one transaction that needs no preparation; the rest as `inPreparedTransaction`. */
export const inTransaction = <Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
  refused?: ErrorOfConstraint,
): Promise<Result> => inPreparedTransaction(db, async () => undefined, work, refused && { refused })
