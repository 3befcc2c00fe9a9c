import { createDb, type Db, type Tx } from '@latchkey/shared/db/client'
import { afterAll, inject } from 'vitest'

/** A database on which something happens just before the next transaction begins: after what came before was looked at. */
export interface MeanwhileDb {
  readonly db: Db
  /** Once. */
  meanwhile(happens: () => Promise<unknown>): void
}

/** Call at the top level of a suite. */
export function meanwhileDb(): MeanwhileDb {
  const real = createDb(inject('databaseUrl'), 5)
  afterAll(() => real.$disconnect())
  let next: (() => Promise<unknown>) | undefined
  const transaction = async (work: (tx: Tx) => Promise<unknown>, options?: object) => {
    const happens = next
    next = undefined
    await happens?.()
    return real.$transaction(work, options)
  }
  const db = new Proxy(real, {
    get: (target, name): unknown => (name === '$transaction' ? transaction : Reflect.get(target, name)),
  })
  return {
    db,
    meanwhile(happens) {
      next = happens
    },
  }
}
