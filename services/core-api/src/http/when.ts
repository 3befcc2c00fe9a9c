import { z } from '@hono/zod-openapi'
import type { When } from '@latchkey/shared/day'
import { Moment } from './fields.ts'

const DAY = /^\d{4}-\d\d-\d\d$/
const FIRST_DAY = '1900-01-01'
/** The next day begins in the year 10000 in UTC wherever clocks are behind it. */
const LAST_DAY = '9999-12-30'

const Day = z.iso
  .date()
  .refine((day) => day >= FIRST_DAY, 'is before 1900')
  .refine((day) => day <= LAST_DAY, `is after ${LAST_DAY}`)

/** A moment with any offset, or a day, which begins when it does in the building. A verb makes an instant of it. */
export const Whenever = z
  .string()
  .transform((text, ctx): When => {
    const isDay = DAY.test(text)
    const parsed = isDay ? Day.safeParse(text) : Moment.safeParse(text)
    if (parsed.success) return typeof parsed.data === 'string' ? { day: parsed.data } : parsed.data
    ctx.addIssue(parsed.error.issues[0]?.message ?? 'is no moment')
    return z.NEVER
  })
  .openapi({
    anyOf: [
      { type: 'string', format: 'date-time' },
      { type: 'string', format: 'date' },
    ],
    description: 'A moment, or a day: its first instant in the time zone of the building, which must have one',
  })
