import pg from 'pg'
import { DomainError, type ErrorCode, type ErrorExtras } from '../errors.ts'

interface DriverCause {
  readonly kind?: string
  readonly originalCode?: string
  readonly originalMessage?: string
  readonly detail?: string | undefined
  readonly constraint?: { readonly index?: string }
}

interface PrismaShape {
  readonly name?: string
  readonly code?: string
  readonly cause?: DriverCause
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: DriverCause } }
}

// safe because every member is optional and read defensively
const shapeOf = (error: unknown): PrismaShape => (error instanceof Error ? (error as PrismaShape) : {})

/** What the server said, be it to Prisma's adapter or to a statement past it. */
const driverCause = (error: unknown): DriverCause | undefined => {
  if (error instanceof pg.DatabaseError) {
    const { code = '', message, detail, constraint } = error
    const named = constraint === undefined ? {} : { constraint: { index: constraint } }
    return { originalCode: code, originalMessage: message, detail, ...named }
  }
  const { meta, name, cause } = shapeOf(error)
  return meta?.driverAdapterError?.cause ?? (name === 'DriverAdapterError' ? cause : undefined)
}

/** Where a table is kept in parts, partitions or shards, its constraint has the number of the part behind its name. */
const PART = /_?\d+$/

/** The constraint that refused a write, for a CHECK too, whose name Prisma leaves in the message. */
export const constraintOf = (error: unknown): string | undefined => {
  const cause = driverCause(error)
  const name = cause?.constraint?.index ?? /constraint "([^"]+)"/.exec(cause?.originalMessage ?? '')?.[1]
  return name?.replace(PART, '')
}

/** A serialization failure or a deadlock, in a statement or at COMMIT (there it has no Prisma code). */
export const isRetryable = (error: unknown): boolean => {
  const cause = driverCause(error)
  return (
    shapeOf(error).code === 'P2034' ||
    cause?.kind === 'TransactionWriteConflict' ||
    ['40001', '40P01'].includes(cause?.originalCode ?? '')
  )
}

/** The database cannot do it now; another try may succeed. Without a `code`, so that Prisma hands it on as it is. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'

  constructor(cause: unknown) {
    super('The database cannot do this now', { cause })
  }
}

/**
 * Classes of SQLSTATE that say nothing of the statement: no connection (08, 28, 3D: what opens one), no room (53), ended
 * from outside (57), trouble of the system (58). Single ones: no lock in time, idle or open for too long, read-only.
 */
const NOT_NOW = /^(08|28|3D|53|57|58)|^(55P03|25P03|25P04|25006)$/
/** What the adapter calls a connection that could not be made or was lost. */
const NO_CONNECTION = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TlsConnectionError'])

/** Whether the server has said something; else the driver speaks of the connection, in words of its own. */
export const isAnswered = (error: unknown): boolean => {
  const cause = driverCause(error)
  return cause !== undefined && !NO_CONNECTION.has(cause.kind ?? '')
}

/** For what the driver throws: DatabaseUnavailable where it is that; anything else stays as it is. */
export const asUnavailable = (error: unknown): unknown => {
  if (error instanceof DatabaseUnavailable || error instanceof TypeError || error instanceof RangeError) return error
  const isNotNow = !isAnswered(error) || NOT_NOW.test(driverCause(error)?.originalCode ?? '')
  return isNotNow ? new DatabaseUnavailable(error) : error
}

/** Prisma's: a transaction that could not begin in time, or was ended for it. */
const TRANSACTION_OVER = 'P2028'

/** The database could not do it now, or not within the attempts or the time that were given. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof DatabaseUnavailable || shapeOf(error).code === TRANSACTION_OVER || isRetryable(error)

export type ErrorOfConstraint = Readonly<Record<string, ErrorCode>>

/** Which domain error it is when an insert or update is refused. What is not here stays an internal error. */
const WRITE_REFUSED: ErrorOfConstraint = {
  orgs_slug_key: 'slug_exists',
  users_org_id_fkey: 'not_found',
  users_org_id_email_key: 'email_exists',
  user_roles_org_id_user_id_fkey: 'not_found',
  permission_overrides_org_id_user_id_fkey: 'not_found',
  invites_org_id_user_id_fkey: 'not_found',
  units_org_id_building_id_fkey: 'not_found',
  units_org_id_building_id_label_key: 'unit_label_exists',
  units_one_label_per_building: 'unit_label_exists',
  building_assignments_org_id_building_id_fkey: 'not_found',
  building_assignments_org_id_building_id_user_id_type_key: 'assignment_exists',
  occupancies_org_id_building_id_fkey: 'not_found',
  occupancies_org_id_building_id_unit_id_fkey: 'unit_not_in_building',
  occupancies_no_overlap_per_unit: 'unit_occupied',
}

/** The same constraints when a delete is refused, because something still refers to the row. */
export const DELETE_REFUSED: ErrorOfConstraint = {
  units_org_id_building_id_fkey: 'building_not_empty',
  occupancies_org_id_building_id_unit_id_fkey: 'unit_has_history',
  occupancies_org_id_resident_user_id_fkey: 'user_has_history',
  sessions_org_id_user_id_fkey: 'user_has_history',
  idempotency_keys_org_id_user_id_fkey: 'user_has_history',
}

/** The same constraints where the building was named in the body, and has gone since it was looked at. */
export const NAMED_BUILDING_GONE: ErrorOfConstraint = {
  ...WRITE_REFUSED,
  building_assignments_org_id_building_id_fkey: 'building_not_in_org',
  occupancies_org_id_building_id_fkey: 'building_not_in_org',
}

/** What an exclusion constraint says of the row that is there, in UTC as `connectionTo` pins it: its range comes last. */
const EXISTING_PERIOD = /existing key .*, \["([^"]+)\+00",(?:"([^"]+)\+00")?\)\)/

const periodInTheWay = (detail = ''): ErrorExtras['conflict'] => {
  const [, startAt, endAt] = EXISTING_PERIOD.exec(detail) ?? []
  if (startAt === undefined) return undefined
  const momentOf = (text: string): Date => new Date(`${text}Z`)
  return { startAt: momentOf(startAt), endAt: endAt === undefined ? null : momentOf(endAt) }
}

const ROW_GONE = 'P2025'

/** Turns a write that the database refused into its domain error; rethrows everything else. */
export const asDomainError = (error: unknown, refused: ErrorOfConstraint = WRITE_REFUSED): never => {
  if (shapeOf(error).code === ROW_GONE) throw new DomainError('not_found')
  const code = refused[constraintOf(error) ?? '']
  if (code === undefined) throw error
  const conflict = code === 'unit_occupied' ? periodInTheWay(driverCause(error)?.detail) : undefined
  throw new DomainError(code, conflict && { conflict })
}
