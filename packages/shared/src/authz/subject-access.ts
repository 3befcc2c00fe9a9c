import { z } from 'zod'
import {
  AccessMoment,
  DenialReason,
  Entity,
  HeldGrant,
  PermitReason,
  permissionKey,
  QuestionContext,
} from './contract.ts'
import { SUBJECT_ACCESS_BUILDINGS } from './limits.ts'

/** What may this subject do in its org and in these buildings? Latchkey's own, beside the searches of AuthZEN. */
export const SubjectAccessQuestion = z.object({
  subject: Entity,
  buildingIds: z.array(z.string()).max(SUBJECT_ACCESS_BUILDINGS),
  context: QuestionContext.optional(),
  at: AccessMoment,
  explain: z.boolean().optional().describe('Whether each building comes with the decision on every building key'),
})
export type SubjectAccessQuestion = z.infer<typeof SubjectAccessQuestion>

/** The keys that may be used; and all grants, also of a subject that is not ACTIVE and may use none. */
export const HeldAccess = z.object({ permissionKeys: z.array(permissionKey), grants: z.array(HeldGrant) })
export type HeldAccess = z.infer<typeof HeldAccess>

/** The decision on a key, as a question about it is answered. */
const ExplainedKey = z.object({
  permissionKey,
  decision: z.boolean(),
  reason: z.union([PermitReason, DenialReason]),
})

/** Buildings that are not in the subject's org are left out; the org of an unknown subject has nothing in it. */
export const SubjectAccess = z.object({
  org: HeldAccess,
  buildings: z.array(HeldAccess.extend({ id: z.string(), explained: z.array(ExplainedKey).optional() })),
  version: z.int(),
})
export type SubjectAccess = z.infer<typeof SubjectAccess>
