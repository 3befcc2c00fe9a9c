import { z } from '@hono/zod-openapi'
import { Id } from '../http/fields.ts'

/** How a user appears inside other things. */
export const Person = z.object({ id: Id, name: z.string(), email: z.string() }).openapi('Person')

export const personSelect = { select: { id: true, name: true, email: true } } as const
