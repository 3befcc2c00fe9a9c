import { z } from '@hono/zod-openapi'
import { Id, Timestamp } from '../http/fields.ts'

export const Invite = z
  .object({ id: Id, status: z.enum(['PENDING', 'ACCEPTED', 'EXPIRED', 'REVOKED']), expiresAt: Timestamp })
  .openapi('Invite')
export type Invite = z.output<typeof Invite>

export const InviteDetail = Invite.extend({
  mail: z.object({ state: z.enum(['QUEUED', 'SENT', 'FAILED']), attempts: z.int() }),
}).openapi('InviteDetail')
export type InviteDetail = z.output<typeof InviteDetail>
