/**
 * How long a connection waits for what, in milliseconds; 0 has no end. The server keeps the first three, the client the
 * others: they hold where the server says nothing any more.
 */
export interface ConnectionLimits {
  /** For a lock. */
  readonly lock: number
  readonly statement: number
  /** With a transaction open and nothing to do. */
  readonly idleInTransaction: number
  /** For the answer to a statement; longer than the statement, so that the server speaks first. */
  readonly silence: number
  /** For a connection, a new one or one of the pool that is free. */
  readonly connect: number
}

/** For work that may take as long as it takes. */
export const UNHURRIED: ConnectionLimits = { lock: 0, statement: 0, idleInTransaction: 0, silence: 0, connect: 10_000 }

/**
 * What a server, a database or a role can set for a connection and what then means something else: a time, a name of a
 * table, a literal, what a transaction sees. `default_transaction_read_only` is not here: it is an operator's brake.
 */
const MEANINGS = {
  TimeZone: 'UTC',
  DateStyle: 'ISO,MDY',
  IntervalStyle: 'postgres',
  search_path: 'public',
  standard_conforming_strings: 'on',
  bytea_output: 'hex',
  extra_float_digits: '1',
  array_nulls: 'on',
  default_transaction_isolation: 'read committed',
  idle_session_timeout: '0',
} as const

/** Every setting of a connection that is ours, by its name in PostgreSQL. */
export const settingsOf = ({ lock, statement, idleInTransaction }: ConnectionLimits): Record<string, string> => ({
  ...MEANINGS,
  lock_timeout: String(lock),
  statement_timeout: String(statement),
  idle_in_transaction_session_timeout: String(idleInTransaction),
})

/** Parameters of a URL by which the driver would set the same, past `options`. */
const OVERRULED = new Set([
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'query_timeout',
  'connectionTimeoutMillis',
])

const written = ([name, value]: readonly [string, string]): string => `-c+${name}=${value.replaceAll(' ', '\\+')}`

/**
 * The URL with the settings in its `options`, after those that it brings: the last one counts. Written as text: a URL
 * whose password has a bare `%` works with `pg`, until something in it is encoded.
 */
function pinned(url: string, limits: ConnectionLimits): string {
  const [base = '', query = ''] = url.split('?')
  const parameters = query.split('&').map((one) => [one.split('=', 1)[0] ?? '', one] as const)
  const given = parameters.filter(([name]) => name === 'options').map(([name, one]) => one.slice(name.length + 1))
  const others = parameters.filter(([name, one]) => one !== '' && name !== 'options' && !OVERRULED.has(name))
  const options = [...given, ...Object.entries(settingsOf(limits)).map(written)].join('+')
  return `${base}?${[...others.map(([, one]) => one), `options=${options}`].join('&')}`
}

/**
 * What `pg` and everything built on it is given to connect. In the startup packet, where the settings cost no statement
 * and hold for every transaction of the connection; docs/adr/0009 says what that asks of a pooler.
 */
export const connectionTo = (url: string, limits: ConnectionLimits) => ({
  connectionString: pinned(url, limits),
  connectionTimeoutMillis: limits.connect,
  query_timeout: limits.silence,
  keepAlive: true,
})

/** What the server has for these settings: `{[name]: setting}`, read by `pg_settings`. */
export type SettingsHeld = Readonly<Record<string, string>>

const plain = (value: string): string => value.replaceAll(' ', '').toLowerCase()

/** The settings that a connection does not have as it should: those that a pooler has dropped. */
export const settingsLost = (held: SettingsHeld, limits: ConnectionLimits): string[] =>
  Object.entries(settingsOf(limits))
    .filter(([name, value]) => plain(held[name] ?? '') !== plain(value))
    .map(([name]) => name)
