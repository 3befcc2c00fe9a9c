import { z } from '@hono/zod-openapi'
import { Moment } from './fields.ts'

/** Of an access view: the moment ahead of which it tells. */
export const AtQuery = z.object({
  at: Moment.optional().openapi({
    description: 'A moment ahead: what will count then, as things are written now. Now when it is absent',
  }),
})
export type AtQuery = z.output<typeof AtQuery>
