import { PrismaPg } from '@prisma/adapter-pg'
import { asUnavailable, DatabaseUnavailable, isAnswered } from './errors.ts'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>
type Query = Parameters<Adapter['queryRaw']>[0]

/** What adapter-pg 7.10.0 (pinned) has at run time and its types keep protected. */
interface OnConnection {
  readonly client: { end(): Promise<void> }
}

const ENDS = new Set(['COMMIT', 'ROLLBACK'])

const orUnavailable = (error: unknown): never => {
  throw asUnavailable(error)
}

/**
 * One that is over takes no more statements: its connection is another's by then. One that gets no answer loses its
 * connection, which would else bring what is left open in it to the next who uses it.
 */
function guarded(transaction: Transaction): Transaction {
  // safe because of the pinned version, see OnConnection
  const { client } = transaction as Transaction & OnConnection
  let isOver = false
  const ask = <Result>(run: (query: Query) => Promise<Result>) => {
    return async (query: Query): Promise<Result> => {
      if (isOver) throw new DatabaseUnavailable(new Error('The transaction is over.'))
      isOver = ENDS.has(query.sql)
      try {
        return await run(query)
      } catch (error) {
        if (!isAnswered(error)) await client.end()
        return orUnavailable(error)
      }
    }
  }
  const queryRaw = ask<Awaited<ReturnType<Transaction['queryRaw']>>>((query) => transaction.queryRaw(query))
  const executeRaw = ask<number>((query) => transaction.executeRaw(query))
  // safe because the prototype is the transaction itself
  return Object.assign(Object.create(transaction) as Transaction, { queryRaw, executeRaw })
}

/** Prisma's adapter, in which what the database cannot do now is a DatabaseUnavailable, wherever that comes from. */
export class PostgresAdapter extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect()
    const own: Pick<Adapter, 'queryRaw' | 'executeRaw' | 'startTransaction'> = {
      queryRaw: (query) => adapter.queryRaw(query).catch(orUnavailable),
      executeRaw: (query) => adapter.executeRaw(query).catch(orUnavailable),
      startTransaction: (isolation) => adapter.startTransaction(isolation).then(guarded, orUnavailable),
    }
    // safe because the prototype is the adapter itself
    return Object.assign(Object.create(adapter) as Adapter, own)
  }
}
