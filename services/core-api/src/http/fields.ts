import { z } from '@hono/zod-openapi'
import { ID_PATTERN } from '@latchkey/shared/ids'

// PostgreSQL stores no NUL, a lone surrogate would be stored as another character, and a control character in a
// name is never meant; a tab or line break is fine where text has lines.
const CONTROL = /\p{Cc}/u
const CONTROL_BUT_LINES = /[^\P{Cc}\t\n\r]/u

const cleanText = (forbidden: RegExp) =>
  z
    .string()
    .refine((text) => text.isWellFormed() && !forbidden.test(text), 'holds a character that is not allowed')
    .trim()

const line = (max: number) => cleanText(CONTROL).min(1).max(max)

export const Id = z.string().regex(ID_PATTERN, 'is not an id').openapi({ format: 'uuid' })
export const Name = line(200)
export const Label = line(50)
export const Line = (max: number) => line(max).nullable()
/** What is looked for; empty means no filter. */
export const Search = cleanText(CONTROL).max(254)
export const Lines = (max: number) => cleanText(CONTROL_BUT_LINES).max(max).nullable()
export const Slug = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'needs lower case letters, digits and single hyphens')

/** Trimmed and lower-cased before it is checked, as it is stored. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('is not an email address'))
  .openapi({ type: 'string', format: 'email', maxLength: 254 })

/** As it was typed; its strength is judged by the password policy where one is set. */
export const Password = z.string().min(1).max(1_024)

/** An opaque token as a client hands it in: whether it is a good one is told by the route. */
export const Token = line(1_000)

/** A moment as it is stored, answered as ISO 8601 in UTC. */
export const Timestamp = z.codec(z.iso.datetime().openapi({ format: 'date-time' }), z.date(), {
  decode: (text) => new Date(text),
  encode: (moment) => moment.toISOString(),
})

const EARLIEST = Date.UTC(1900, 0, 1)

/** A moment in a body, with any offset. */
export const Moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((moment) => moment.getTime() >= EARLIEST, 'is before 1900')
  .openapi({ type: 'string', format: 'date-time' })
