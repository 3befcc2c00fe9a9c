import { z } from '@hono/zod-openapi'
import { Moment, Timestamp } from './fields.ts'
import { Whenever } from './when.ts'

/** Members of a body that gives something for a time. */
export const givenTimes = {
  startsAt: Moment.nullish().openapi({
    type: ['string', 'null'],
    description: 'When it begins to count; now when it is absent or has passed',
  }),
  endsAt: Moment.nullish().openapi({
    type: ['string', 'null'],
    description: 'When it ends by itself: it counts until just before',
  }),
}

const inBuilding = (description: string) =>
  Whenever.nullish().openapi({
    anyOf: [{ type: 'string', format: 'date-time' }, { type: 'string', format: 'date' }, { type: 'null' }],
    description,
  })

/** The same of a body that gives something in a building: a day begins when it does there. */
export const givenTimesThere = {
  startsAt: inBuilding('When it begins to count, a day or a moment; now when it is absent or has passed'),
  endsAt: inBuilding('When it ends by itself, a day or a moment: it counts until just before'),
}

/** Members of an answer that shows something that may have been given for a time. */
export const shownTimes = {
  startsAt: Timestamp.nullable().openapi({ description: 'Null where it had no beginning ahead when it was given' }),
  endsAt: Timestamp.nullable().openapi({ description: 'It counts until just before' }),
}

/** `scheduled` and nothing else. */
export const Include = z.enum(['scheduled']).optional().openapi({ description: 'Shows what has not begun as well' })
