import type { Pool } from 'pg'

export interface CountingPool {
  readonly pool: Pool
  /** The names of the statements run since the last look. */
  taken(): string[]
  /** The next statement fails before it reaches the database. */
  failOnce(): void
}

/** A pool that tells which prepared statements go through it. */
export function countingPool(inner: Pool): CountingPool {
  let names: string[] = []
  let failing = false
  const query = async (statement: { name: string; text: string; values: unknown[] }) => {
    names.push(statement.name)
    if (!failing) return await inner.query(statement)
    failing = false
    throw new Error('the connection is lost')
  }
  return {
    pool: new Proxy(inner, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)) }),
    taken: () => {
      const before = names
      names = []
      return before
    },
    failOnce: () => {
      failing = true
    },
  }
}
