import type { ConnectionLimits } from './postgres.ts'

/** In milliseconds. Whoever waits for a lock is told so before the statement, and that before the transaction, ends. */
export interface DbLimits extends ConnectionLimits {
  /** Of one attempt, from BEGIN on. */
  readonly transaction: number
  /** For a place among the transactions of the same org. */
  readonly place: number
}

export const DB_LIMITS: DbLimits = {
  lock: 2_000,
  statement: 4_000,
  silence: 5_000,
  transaction: 8_000,
  idleInTransaction: 10_000,
  connect: 2_000,
  place: 10_000,
}

/** Of authz, in milliseconds. Reading waits for no row: only for a table that is being changed. */
export const AUTHZ_LIMITS: ConnectionLimits = {
  lock: 1_000,
  statement: 2_000,
  idleInTransaction: 2_000,
  silence: 3_000,
  connect: 1_000,
}
