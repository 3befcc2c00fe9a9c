import { withClient } from '../../scripts/migrations/client.ts'

/** What an operator, a provider or whoever had the database before may have set for all who connect to it. */
export const HOSTILE_SETTINGS = {
  TimeZone: 'America/New_York',
  DateStyle: 'SQL, DMY',
  IntervalStyle: 'sql_standard',
  search_path: 'nowhere',
  standard_conforming_strings: 'off',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  array_nulls: 'off',
  client_encoding: 'LATIN1',
  default_transaction_isolation: 'serializable',
  statement_timeout: '1ms',
  lock_timeout: '1ms',
  idle_in_transaction_session_timeout: '1ms',
  idle_session_timeout: '1ms',
} as const

/** Sets what a connection must not inherit, for the database of the URL and all who connect to it from now on. */
export async function makeHostile(url: string): Promise<void> {
  const database = new URL(url).pathname.slice(1)
  const statements = Object.entries(HOSTILE_SETTINGS).map(
    ([name, value]) => `ALTER DATABASE ${database} SET ${name} = ${name === 'search_path' ? value : `'${value}'`}`,
  )
  await withClient(url, (client) => client.query(statements.join(';')))
}
