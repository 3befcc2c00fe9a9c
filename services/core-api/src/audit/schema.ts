import { z } from '@hono/zod-openapi'
import { Id, Moment, Search, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'

const State = z.record(z.string(), z.unknown()).nullable()

export const AuditEvent = z
  .object({
    id: Id,
    actor: z.object({ type: z.enum(['user', 'platform', 'anonymous']), userId: Id.nullable() }),
    action: z.string(),
    target: z.object({ type: z.string(), id: Id }),
    before: State,
    after: State,
    requestId: z.string(),
    at: Timestamp,
  })
  .openapi('AuditEvent')
export type AuditEvent = z.output<typeof AuditEvent>

export const AuditQuery = PageQuery.extend({
  actor: Id.optional().openapi({ description: 'The id of the user who did it' }),
  action: Search.optional().openapi({ description: 'As in the answer, for example `user.created`' }),
  target: Id.optional().openapi({ description: 'The id of what it was done to' }),
  from: Moment.optional().openapi({ description: 'Not before this moment' }),
  to: Moment.optional().openapi({ description: 'Before this moment' }),
})
export type AuditQuery = z.output<typeof AuditQuery>

export const AuditPage = pageOf(AuditEvent)
