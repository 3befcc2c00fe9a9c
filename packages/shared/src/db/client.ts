import pg from 'pg'
import { DB_LIMITS, type DbLimits } from '../connection-limits.ts'
import { type PoolWatch, watchPool } from '../pool-watch.ts'
import { connectionTo } from '../postgres.ts'
import { handingOver, PostgresAdapter, type RunStatement } from './adapter.ts'
import { type Prisma, PrismaClient } from './generated/client.ts'
import { createRead, type Read } from './read.ts'
import { createShares, type Share } from './shares.ts'
import { statementName } from './statement-name.ts'

export { DB_LIMITS, type DbLimits }

type PrismaTx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

/** What a verb gets inside a transaction. */
export type Tx = Omit<PrismaTx, '$transaction'> & {
  /** On the connection of the transaction. */
  readonly read: Read
  /** The same, for what changes rows; answers those of RETURNING. */
  readonly write: Read
}

interface TransactionOptions {
  readonly maxWait?: number
  readonly timeout?: number
  readonly isolationLevel?: Prisma.TransactionIsolationLevel
}

export interface Db extends Omit<PrismaClient, '$transaction'> {
  $transaction<Result>(work: (tx: Tx) => Promise<Result>, options?: TransactionOptions): Promise<Result>
  readonly limits: DbLimits
  readonly shareOf: (orgId: string) => Share
  readonly read: Read
  readonly pool: PoolWatch
}

/** What keeps a transaction open after its work, until something that follows from the result is written in it. */
export interface Hold {
  /** Resolves when that has been written. */
  keep(tx: Tx): Promise<void>
  /** Told of each transaction that is held. */
  follow(transaction: Promise<unknown>): void
}

/** The database on behalf of one org: its transactions take a quarter of the pool at most. */
export interface OrgDb extends Db {
  readonly share: Share
  /** Keeps each transaction open until its result is made use of. */
  readonly hold?: Hold
}

/** Transactions of Prisma's in which statements run past it too. */
const transactionsOf = (client: PrismaClient, named: boolean): Db['$transaction'] => {
  const begin = client.$transaction.bind(client)
  return (work, options) => {
    let onConnection: Read | undefined
    const opened = (run: RunStatement) => {
      onConnection ??= createRead(run, named)
    }
    const withStatements = (tx: PrismaTx) => {
      if (onConnection === undefined) throw new Error('A transaction is opened on a connection')
      // Neither is fixed, so that both can be wrapped as Prisma's own can.
      const past = { value: onConnection, configurable: true, writable: true }
      // safe because the prototype is the transaction itself
      return work(Object.create(tx, { read: past, write: past }) as Tx)
    }
    return handingOver(opened, () => begin(withStatements, options))
  }
}

const shareSize = (connections: number): number => Math.max(2, Math.floor(connections / 4))

/**
 * One pool of at most `connections` to the database, for Prisma and for what is read past it.
 * @param named whether statements are prepared once per connection
 */
export function createDb(url: string, connections: number, limits: DbLimits = DB_LIMITS, named = true): Db {
  const pool = new pg.Pool({ ...connectionTo(url, limits), max: connections })
  const watch = watchPool(pool)
  // An idle connection that breaks is an event nobody waits for: unheard, it would end the process.
  pool.on('error', () => undefined)
  const adapter = new PostgresAdapter(pool, named ? { statementNameGenerator: ({ sql }) => statementName(sql) } : {})
  const client = new PrismaClient({ adapter })
  const disconnectClient = client.$disconnect.bind(client)
  const $transaction = transactionsOf(client, named)
  const $disconnect = async () => {
    await disconnectClient()
    if (!pool.ended) await pool.end()
  }
  const shareOf = createShares(shareSize(connections), limits.place)
  const read = createRead((statement) => pool.query(statement), named)
  return Object.assign(client, { limits, shareOf, read, pool: watch, $disconnect, $transaction })
}

/** For what is done before it is known for which org, as if that were one. */
export const NO_ORG = 'none'

/** What opens transactions on behalf of an org. */
export const onBehalfOf = (db: Db, orgId: string): OrgDb =>
  // safe because the prototype is the database itself
  Object.create(db, { share: { value: db.shareOf(orgId) } }) as OrgDb
