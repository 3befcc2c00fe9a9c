import { createHash } from 'node:crypto'
import { type ConnectionLimits, connectionTo } from '../postgres.ts'
import { PostgresAdapter } from './adapter.ts'
import { PrismaClient } from './generated/client.ts'
import { createShares, type Share } from './shares.ts'

/** What a verb gets inside a transaction. */
export type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

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
  place: 5_000,
}

export interface Db extends PrismaClient {
  readonly limits: DbLimits
  readonly shareOf: (orgId: string) => Share
}

/** The database on behalf of one org: its transactions take a quarter of the pool at most. */
export interface OrgDb extends Db {
  readonly share: Share
}

const names = new Map<string, string>()

/** A named statement is parsed and planned once per connection. Values are bound, so the set of texts is bounded. */
const statementName = ({ sql }: { sql: string }): string => {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = createHash('md5').update(sql).digest('hex')
  names.set(sql, name)
  return name
}

const shareSize = (connections: number): number => Math.max(2, Math.floor(connections / 4))

/** A pool of at most `connections` to the database. */
export function createDb(url: string, connections: number, limits: DbLimits = DB_LIMITS): Db {
  const pool = { ...connectionTo(url, limits), max: connections }
  const client = new PrismaClient({ adapter: new PostgresAdapter(pool, { statementNameGenerator: statementName }) })
  return Object.assign(client, { limits, shareOf: createShares(shareSize(connections), limits.place) })
}

/** For what is done before it is known for which org, as if that were one. */
export const NO_ORG = 'none'

/** What opens transactions on behalf of an org. */
export const onBehalfOf = (db: Db, orgId: string): OrgDb =>
  // safe because the prototype is the database itself
  Object.create(db, { share: { value: db.shareOf(orgId) } }) as OrgDb
