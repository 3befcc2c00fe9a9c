import { connectionTo, UNHURRIED } from '@latchkey/shared/postgres'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import { createShadow } from './shadow.ts'

const CHAR_OID = 18
const TEXT_OID = 25

/** What adapter-pg 7.10.0 (pinned) has at run time and its types keep private. */
interface Internals extends SqlDriverAdapter {
  performIO(query: SqlQuery): Promise<pg.QueryArrayResult>
  onError(error: unknown): never
}

/** adapter-pg does not know the catalog's "char" type, which the engine reads a lot of. */
function readChars(adapter: Internals): SqlDriverAdapter['queryRaw'] {
  return async (query) => {
    const result = await adapter.performIO(query)
    const chars = result.fields.map((field) => field.dataTypeID === CHAR_OID)
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID
    // safe because the prototype is the adapter itself and only the answer of the database is put in its place
    const answered = Object.create(adapter, { performIO: { value: async () => result } }) as Internals
    const set = await answered.queryRaw(query)
    return { ...set, columnTypes: set.columnTypes.map((type, at) => (chars[at] ? ColumnTypeEnum.Character : type)) }
  }
}

async function adapt(pool: pg.Pool, dispose: () => Promise<void>): Promise<SqlDriverAdapter> {
  // safe because of the pinned version, see Internals
  const adapter = (await new PrismaPg(pool).connect()) as unknown as Internals
  // One message of the simple protocol: adapter-pg would split at each ';', also inside functions and strings.
  const executeScript = (script: string) =>
    pool.query(script).then(
      () => undefined,
      (error: unknown) => adapter.onError(error),
    )
  // safe because the prototype is the adapter itself
  const own = Object.create(adapter) as SqlDriverAdapter
  return Object.assign(own, { queryRaw: readChars(adapter), executeScript, dispose })
}

export interface MigrationAdapter {
  readonly factory: ErrorCapturingSqlMigrationAwareDriverAdapterFactory
  /** Ends every connection; the engine itself does not. */
  close(): Promise<void>
}

/** adapter-pg made fit for the schema engine. */
export function migrationAdapter(url: string): MigrationAdapter {
  // Never `connectionString`: pg lets it win over `database`, and the shadow database would be the real one.
  const config = parseIntoClientConfig(connectionTo(url, UNHURRIED).connectionString)
  const closers = new Set<() => Promise<void>>()
  const open = (database: Pick<pg.ClientConfig, 'database'>, after?: () => Promise<void>) => {
    const pool = new pg.Pool({ ...config, ...database, max: 3 })
    const clients = new Set<pg.PoolClient>()
    pool.on('connect', (client) => clients.add(client))
    pool.on('remove', (client) => clients.delete(client))
    const close = async () => {
      if (!closers.delete(close)) return
      // The pool alone would wait for a query that the engine has given up, as on a lock that somebody holds.
      await Promise.all([...clients].map((client) => client.end()))
      await pool.end()
      await after?.()
    }
    closers.add(close)
    return adapt(pool, close)
  }
  const openShadow = async () => {
    const { name, drop } = await createShadow(url)
    return open({ database: name }, drop)
  }
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => open({}),
    connectToShadowDb: openShadow,
  })
  const close = async () => {
    await Promise.all([...closers].map((end) => end()))
  }
  return { factory, close }
}
