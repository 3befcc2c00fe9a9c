import { z } from 'zod'
import { PermitReason, permissionKey } from './contract.ts'

/** The most subjects of one page. */
export const ACCESS_LIMIT = 200

/** Who may do what in this building? Latchkey's own, beside the searches of AuthZEN. */
export const AccessQuestion = z.object({
  resource: z.object({ type: z.literal('building'), id: z.string() }),
  /** The subject that the page before ended with. */
  after: z.string().optional(),
  limit: z.int().min(1).max(ACCESS_LIMIT).default(50),
})
export type AccessQuestion = z.input<typeof AccessQuestion>

export const AccessOf = z.object({
  subject: z.object({ type: z.literal('user'), id: z.string() }),
  permits: z.array(z.object({ action: z.object({ name: permissionKey }), reason: PermitReason })),
})
export type AccessOf = z.infer<typeof AccessOf>

/** `next`: what the next page comes after; null on the last. */
export const AccessPage = z.object({ results: z.array(AccessOf), next: z.string().nullable() })
export type AccessPage = z.infer<typeof AccessPage>
