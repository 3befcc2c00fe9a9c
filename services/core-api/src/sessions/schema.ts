import { z } from '@hono/zod-openapi'
import { Id } from '../http/fields.ts'

/** Whom a session belongs to. */
export const SessionUser = z
  .object({
    id: Id,
    orgId: Id,
    email: z.string(),
    name: z.string(),
    status: z.enum(['INVITED', 'ACTIVE', 'DISABLED']),
    mustChangePassword: z.boolean(),
  })
  .openapi('SessionUser')
export type SessionUser = Readonly<z.output<typeof SessionUser>>

export const Session = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().openapi({ description: 'Seconds for which the access token is valid' }),
    refreshToken: z.string().openapi({ description: 'Good for one refresh; the answer to it holds the next one' }),
    user: SessionUser,
  })
  .openapi('Session')
export type Session = z.output<typeof Session>
