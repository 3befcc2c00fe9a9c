import { z } from '@hono/zod-openapi'
import { ID_PATTERN } from '@latchkey/shared/ids'
import { lowerAscii } from '@latchkey/shared/lower-ascii'

// PostgreSQL stores no NUL, a lone surrogate would be stored as another character, a control character in a name is
// never meant, and a control of direction makes it read as another; a tab or line break is fine where text has lines.
const CONTROL = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u
const CONTROL_BUT_LINES = /[\u202A-\u202E\u2066-\u2069]|[^\P{Cc}\t\n\r]/u

// Marks stand on other characters; the blank of Braille is a symbol that looks like a space.
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{M}\u2800]/u

const isClean = (forbidden: RegExp) => (text: string) => text.isWellFormed() && !forbidden.test(text)
const UNCLEAN = 'holds a character that is not allowed'

/** What people type. Without a visible character it counts as empty. */
const typed = (forbidden: RegExp) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .refine(isClean(forbidden), UNCLEAN)
    .overwrite((text) => (VISIBLE.test(text) ? text : ''))

const line = (max: number) => typed(CONTROL).min(1).max(max)

export const Id = z.string().regex(ID_PATTERN, 'is not an id').openapi({ format: 'uuid' })
export const Name = line(200)
export const Label = line(50)
export const Line = (max: number) => line(max).nullable()
/** What is looked for; empty means no filter. */
export const Search = typed(CONTROL).max(254)
export const Lines = (max: number) => typed(CONTROL_BUT_LINES).max(max).nullable()
export const Slug = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'needs lower case letters, digits and single hyphens')

/** What HTML's `type=email` takes. It is ASCII, and checked as it was typed: lower case makes no other address of it. */
export const Email = z
  .string()
  .trim()
  .max(254)
  .regex(z.regexes.html5Email, 'is not an email address')
  .overwrite(lowerAscii)
  .openapi({ format: 'email' })

/**
 * The email, slug or key of something that should exist, in any case. Not held to its form: what cannot exist is
 * answered like what does not.
 */
export const Identifier = (max: number) =>
  z.string().trim().refine(isClean(CONTROL), UNCLEAN).max(max).overwrite(lowerAscii)

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
/** A year of five digits in UTC is no ISO 8601 that answers could show, and is not read back from the database. */
const TOO_LATE = Date.UTC(10_000, 0, 1)

/** A moment in a body, with any offset. */
export const Moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((moment) => moment.getTime() >= EARLIEST, 'is before 1900')
  .refine((moment) => moment.getTime() < TOO_LATE, 'is after 9999 in UTC')
  .openapi({ type: 'string', format: 'date-time' })
