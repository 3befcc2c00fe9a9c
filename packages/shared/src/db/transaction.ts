import { DomainError } from '../errors.ts'
import type { Db, Hold, OrgDb, Tx } from './client.ts'
import { asDomainError, type ErrorOfConstraint, isRetryable } from './errors.ts'

const ATTEMPTS = 5

interface Options {
  /** Which domain error a refused constraint becomes; without it, as an insert or update is refused. */
  readonly refused?: ErrorOfConstraint
  /** What is tried again beside a serialization failure and a deadlock. */
  readonly retryOn?: (error: unknown) => boolean
  /** How often at most, the first time included; 5 when it is not said. */
  readonly attempts?: number
}

/** Of Prisma, which waits for BEGIN too; the connection gives up before. */
const timesOf = ({ limits: { connect, silence, transaction } }: Db) => ({
  maxWait: connect + silence,
  timeout: transaction,
})

/** Hands the result of a transaction that is held on while it is open; it rolls back when that comes to nothing. */
function heldTransaction<Result>(db: OrgDb, hold: Hold, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const ended = Promise.withResolvers<void>()
  // Followed only where there was a result.
  ended.promise.catch(() => undefined)
  const transaction = db.share(() =>
    db.$transaction(async (tx) => {
      const result = await work(tx)
      hold.follow(ended.promise)
      resolve(result)
      await hold.keep(tx)
    }, timesOf(db)),
  )
  transaction.then(ended.resolve, ended.reject)
  // Once the result was handed on, this changes nothing, and whoever follows is told.
  transaction.catch(reject)
  return promise
}

const transact = <Result>(db: OrgDb, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  db.hold ? heldTransaction(db, db.hold, work) : db.share(() => db.$transaction(work, timesOf(db)))

/**
 * Prepares something outside of any transaction and works with it in one, at READ COMMITTED. A serialization failure, a
 * deadlock, or what `retryOn` names rolls back and begins both again; each attempt takes a place of
 * the org's share and may last as long as the limits of the database say.
 * @throws DomainError that of a refused constraint, or `unavailable` after the last attempt; DatabaseUnavailable
 */
export async function inPreparedTransaction<Prepared, Result>(
  db: OrgDb,
  prepare: () => Promise<Prepared>,
  work: (tx: Tx, prepared: Prepared) => Promise<Result>,
  { refused, retryOn = () => false, attempts = ATTEMPTS }: Options = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const prepared = await prepare()
    try {
      return await transact(db, (tx) => work(tx, prepared))
    } catch (error) {
      if (!isRetryable(error) && !retryOn(error)) return asDomainError(error, refused)
      if (attempt === attempts) throw new DomainError('unavailable', { cause: error })
    }
  }
}

/** The same with nothing to prepare: at most 5 attempts, after serialization failures and deadlocks alone. */
export const inTransaction = <Result>(
  db: OrgDb,
  work: (tx: Tx) => Promise<Result>,
  refused?: ErrorOfConstraint,
): Promise<Result> => inPreparedTransaction(db, async () => undefined, work, refused && { refused })

/** Reads, by several statements, what stood in the database at one instant (REPEATABLE READ). For reading alone. */
export const inSnapshot = <Result>(db: Db, read: (tx: Tx) => Promise<Result>): Promise<Result> =>
  db.$transaction(read, { ...timesOf(db), isolationLevel: 'RepeatableRead' })
