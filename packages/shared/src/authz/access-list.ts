import { z } from 'zod'
import { AccessMoment, HeldGrant, PermitReason, permissionKey, SUBJECT_TYPE } from './contract.ts'
import { ACCESS_LIST_PAGE } from './limits.ts'

/** Who may do what in this building? Latchkey's own, beside the searches of AuthZEN. */
export const AccessListQuestion = z.object({
  resource: z.object({ type: z.literal('building'), id: z.string() }),
  /** The subject that the page before ended with. */
  after: z.string().optional(),
  at: AccessMoment,
  limit: z.int().min(1).max(ACCESS_LIST_PAGE.most).default(ACCESS_LIST_PAGE.byDefault),
})
export type AccessListQuestion = z.input<typeof AccessListQuestion>

/** A subject with each key that it may use in the building and the grant that permits it; and all its grants there. */
export const AccessListEntry = z.object({
  subject: z.object({ type: z.literal(SUBJECT_TYPE), id: z.string() }),
  permits: z.array(z.object({ action: z.object({ name: permissionKey }), reason: PermitReason })),
  grants: z.array(HeldGrant),
})
export type AccessListEntry = z.infer<typeof AccessListEntry>

/** `next`: what the next page comes after; null on the last. */
export const AccessListPage = z.object({ results: z.array(AccessListEntry), next: z.string().nullable() })
export type AccessListPage = z.infer<typeof AccessListPage>
