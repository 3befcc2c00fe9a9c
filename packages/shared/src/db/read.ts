import pg from 'pg'
import type { RunStatement } from './adapter.ts'
import { asUnavailable } from './errors.ts'
import { Prisma } from './generated/client.ts'
import { statementName } from './statement-name.ts'

/**
 * Runs a statement written by hand, prepared once per connection where it may have a name, past Prisma: what its
 * interpreter and adapter do costs several times what the driver does. Values are bound; a fragment made by `Prisma.sql`
 * is put in.
 * @throws DatabaseUnavailable, or the driver's error of a statement that is wrong
 */
export type Read = <Row extends object>(text: TemplateStringsArray, ...values: readonly unknown[]) => Promise<Row[]>

const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/
const parseAny = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)

/** In UTC, as `connectionTo` pins it. What has no four digits for its year is left to the driver. */
const parseMoment = (text: string): unknown =>
  MOMENT.test(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : parseAny(text)

const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format) =>
    // safe because what arrives as text is parsed from text
    type === pg.types.builtins.TIMESTAMPTZ && format !== 'binary' ? parseMoment : pg.types.getTypeParser(type, format),
}

/** The driver would write a moment down by the clock on the wall of this process, whose zone may once have had odd seconds. */
const bound = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? value.map(bound) : value
}

export const createRead = (run: RunStatement, named: boolean): Read => {
  return async <Row extends object>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
    const statement = Prisma.sql(strings, ...values)
    const { text } = statement
    const query = { text, values: statement.values.map(bound), types }
    try {
      return (await run<Row>(named ? { name: statementName(text), ...query } : query)).rows
    } catch (error) {
      throw asUnavailable(error)
    }
  }
}
