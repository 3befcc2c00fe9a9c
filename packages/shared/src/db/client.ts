import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type Db = PrismaClient
/** What a verb gets inside a transaction. */
export type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

const names = new Map<string, string>()

/** A named statement is parsed and planned once per connection. Values are bound, so the set of texts is bounded. */
const statementName = ({ sql }: { sql: string }): string => {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = createHash('md5').update(sql).digest('hex')
  names.set(sql, name)
  return name
}

/** A pool of at most `connections` to the database. */
export function createDb(url: string, connections: number): Db {
  const pool = { connectionString: url, max: connections, connectionTimeoutMillis: 5_000 }
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementName }) })
}
