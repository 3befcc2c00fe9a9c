import { createDb, type Db, type Tx } from '@latchkey/shared/db/client'
import { afterAll, inject } from 'vitest'
import { PATIENT } from './database.ts'

type Transaction = (work: (tx: Tx) => Promise<unknown>, options?: object) => Promise<unknown>

/** A database of the suite whose transactions are run as told. */
function dbWith(transactionOn: (real: Db) => Transaction): Db {
  const real = createDb(inject('databaseUrl'), 5, PATIENT)
  afterAll(() => real.$disconnect())
  const transaction = transactionOn(real)
  return new Proxy(real, {
    get: (target, name): unknown => (name === '$transaction' ? transaction : Reflect.get(target, name)),
  })
}

/** A database on which something happens just before the next transaction begins: after what came before was read. */
export interface MeanwhileDb {
  readonly db: Db
  /** Once. */
  meanwhile(happens: () => Promise<unknown>): void
}

/** Call at the top level of a suite. */
export function meanwhileDb(): MeanwhileDb {
  let next: (() => Promise<unknown>) | undefined
  const db = dbWith((real) => async (work, options) => {
    const happens = next
    next = undefined
    await happens?.()
    return real.$transaction(work, options)
  })
  return {
    db,
    meanwhile(happens) {
      next = happens
    },
  }
}

type Call = (...args: unknown[]) => Promise<unknown>

/** The same object; each call of a method, also of a model within, goes through `around`. */
function intercepted<T extends object>(target: T, around: (call: () => Promise<unknown>) => Promise<unknown>): T {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value === 'object' && value !== null) return intercepted(value, around)
      if (typeof value !== 'function') return value
      // safe because everything that can be called on a transaction or a model of it answers a promise
      const method = value as Call
      return (...args: unknown[]) => around(() => method.apply(target, args))
    },
  })
}

/** A database whose transactions break off after one of their statements. */
export interface FailingDb {
  readonly db: Db
  /** From now on the statements in transactions are counted; after this one, which was carried out, the error comes. */
  failAfter(statement: number, error: () => Error): void
  /** Whether it came. It comes once. */
  hasFailed(): boolean
}

/** Call at the top level of a suite. */
export function failingDb(): FailingDb {
  let plan = { statement: Number.POSITIVE_INFINITY, error: () => new Error('not planned') }
  let counted = 0

  const around = async (call: () => Promise<unknown>): Promise<unknown> => {
    const result = await call()
    counted += 1
    if (counted === plan.statement) throw plan.error()
    return result
  }
  return {
    db: dbWith((real) => (work, options) => real.$transaction((tx) => work(intercepted(tx, around)), options)),
    failAfter(statement, error) {
      plan = { statement, error }
      counted = 0
    },
    hasFailed: () => counted >= plan.statement,
  }
}
