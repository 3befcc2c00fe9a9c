/** What is asked of a pool of `pg`, and of its connections. */
interface Watchable {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  on(event: 'connect', listener: (connection: { query: unknown }) => void): unknown
}

/** How much a pool has to do. */
export interface PoolWatch {
  inUse(): number
  waiting(): number
  /** Statements sent since the pool was made, by Prisma or past it. */
  statements(): number
}

/** Watches a pool that has no connection yet. */
export function watchPool(pool: Watchable): PoolWatch {
  let statements = 0
  pool.on('connect', (connection) => {
    // safe because every connection of `pg` has it; what it takes and gives is handed on as it is
    const query = connection.query as (...args: unknown[]) => unknown
    connection.query = (...args: unknown[]) => {
      statements += 1
      return query.apply(connection, args)
    }
  })
  return {
    inUse: () => pool.totalCount - pool.idleCount,
    waiting: () => pool.waitingCount,
    statements: () => statements,
  }
}
