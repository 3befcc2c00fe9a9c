import { z } from '@hono/zod-openapi'
import { Id, Timestamp } from '../http/fields.ts'
import { pageOf } from '../http/page.ts'

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
    refreshToken: z.string().openapi({ description: 'Good for one refresh, whose answer holds the next one' }),
    user: SessionUser,
  })
  .openapi('Session')
export type Session = z.output<typeof Session>

export const OwnSession = z
  .object({
    id: Id,
    createdAt: Timestamp,
    lastUsedAt: Timestamp.openapi({ description: 'When it was signed in or last refreshed' }),
    userAgent: z.string().nullable().openapi({ description: 'As the client named itself when it signed in' }),
    current: z.boolean().openapi({ description: 'Whether it is the one that asks' }),
  })
  .openapi('OwnSession')
export type OwnSession = z.output<typeof OwnSession>

export const OwnSessionPage = pageOf(OwnSession)
