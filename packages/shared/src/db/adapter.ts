import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { asUnavailable, DatabaseUnavailable, isAnswered } from './errors.ts'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>

/** What adapter-pg 7.10.0 (pinned) has at run time and its types keep protected. */
interface OnConnection {
  readonly client: Pick<pg.ClientBase, 'query'> & { end(): Promise<void> }
}

/** Runs a statement on one connection, or on any. */
export type RunStatement = <Row extends object>(statement: pg.QueryConfig) => Promise<{ readonly rows: Row[] }>

/** Whoever opens a transaction, told how statements run on its connection. */
const opening = new AsyncLocalStorage<(run: RunStatement) => void>()

/** Opens a transaction through Prisma, which tells nobody its connection; `opened` is told before the work begins. */
export const handingOver = <Result>(opened: (run: RunStatement) => void, open: () => Promise<Result>) =>
  opening.run(opened, open)

const ENDS = new Set(['COMMIT', 'ROLLBACK'])

const orUnavailable = (error: unknown): never => {
  throw asUnavailable(error)
}

/**
 * One that is over takes no more statements: its connection is another's by then. One that gets no answer loses its
 * connection, which would else bring what is left open in it to the next who uses it.
 */
function guarded(transaction: Transaction): { readonly transaction: Transaction; readonly run: RunStatement } {
  // safe because of the pinned version, see OnConnection
  const { client } = transaction as Transaction & OnConnection
  let isOver = false
  const ask = async <Result>(text: string, send: () => Promise<Result>): Promise<Result> => {
    if (isOver) throw new DatabaseUnavailable(new Error('The transaction is over.'))
    isOver = ENDS.has(text)
    try {
      return await send()
    } catch (error) {
      if (!isAnswered(error)) await client.end()
      return orUnavailable(error)
    }
  }
  const own: Pick<Transaction, 'queryRaw' | 'executeRaw'> = {
    queryRaw: (query) => ask(query.sql, () => transaction.queryRaw(query)),
    executeRaw: (query) => ask(query.sql, () => transaction.executeRaw(query)),
  }
  return {
    // safe because the prototype is the transaction itself
    transaction: Object.assign(Object.create(transaction) as Transaction, own),
    run: (statement) => ask(statement.text, () => client.query(statement)),
  }
}

/** Prisma's adapter, in which what the database cannot do now is a DatabaseUnavailable, wherever that comes from. */
export class PostgresAdapter extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect()
    const own: Pick<Adapter, 'queryRaw' | 'executeRaw' | 'startTransaction'> = {
      queryRaw: (query) => adapter.queryRaw(query).catch(orUnavailable),
      executeRaw: (query) => adapter.executeRaw(query).catch(orUnavailable),
      startTransaction: async (isolation) => {
        const { transaction, run } = guarded(await adapter.startTransaction(isolation).catch(orUnavailable))
        opening.getStore()?.(run)
        return transaction
      },
    }
    // safe because the prototype is the adapter itself
    return Object.assign(Object.create(adapter) as Adapter, own)
  }
}
