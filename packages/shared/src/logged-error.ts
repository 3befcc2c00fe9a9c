/** What else an error may tell beside its message: never `detail`, `rejected`, `input`, which hold what people sent. */
const TOLD = [
  'code',
  'responseCode',
  'command',
  'syscall',
  'status',
  'kind',
  'originalCode',
  'originalMessage',
] as const
const MAX_CAUSES = 4

export interface LoggedError {
  readonly type: string
  readonly message: string
  readonly stack?: string
  readonly cause?: LoggedError
}

/** What may be a mail address. A version behind a package's name (`pg@8.23.1`) is none: its last part has digits. */
const ADDRESS = /[^\s<>()"'`,;:/\\@]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/gu

/** A text that names nobody by address. */
const withoutAddresses = (text: string): string => text.replaceAll(ADDRESS, '(address)')

const told = (error: object): Record<string, unknown> => {
  const members = TOLD.map((name) => [name, Reflect.get(error, name)] as const)
  const plain = members.filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  return Object.fromEntries(
    plain.map(([name, value]) => [name, typeof value === 'string' ? withoutAddresses(value) : value]),
  )
}

/**
 * An error as the log shows it: a list of what may stand there. What a database, a mail server or a parser adds to an
 * error quotes rows, recipients and bodies.
 */
export function loggedError(error: unknown, causes = MAX_CAUSES): LoggedError {
  if (typeof error !== 'object' || error === null)
    return { type: typeof error, message: withoutAddresses(String(error)) }
  const { cause } = error as { readonly cause?: unknown }
  const deeper = cause !== undefined && causes > 0 && { cause: loggedError(cause, causes - 1) }
  if (!(error instanceof Error)) return { type: 'Object', message: '', ...told(error), ...deeper }
  const { message, stack } = error
  const shown = { message: withoutAddresses(message), ...(stack !== undefined && { stack: withoutAddresses(stack) }) }
  return { type: error.constructor.name, ...shown, ...told(error), ...deeper }
}
