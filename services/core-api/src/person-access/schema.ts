import { z } from '@hono/zod-openapi'
import { PermitReason } from '@latchkey/shared/authz/contract'
import { AtQuery } from '../http/at.ts'
import { Id, Timestamp } from '../http/fields.ts'
import { PageQuery } from '../http/page.ts'
import { PermissionKey } from '../roles/schema.ts'
import { User } from '../users/schema.ts'

const origin = {
  since: Timestamp.openapi({ description: 'When it began to count' }),
  by: z.object({ id: Id, name: z.string() }).nullable().openapi({ description: 'Who gave it; null: no user did' }),
}
const [global, assignment, occupancy] = PermitReason.options
const ofOverride = PermissionKey.optional().openapi({ description: 'With an override: the key that it allows' })

const Grant = z.discriminatedUnion('code', [
  global.extend({ permissionKey: ofOverride, ...origin }),
  assignment.extend(origin),
  occupancy.extend(origin),
])
export type Grant = z.output<typeof Grant>

const held = {
  permissionKeys: z.array(PermissionKey),
  via: z.array(Grant).openapi({ description: 'Every grant that counts there, in the words of authz' }),
}
const denied = z.array(PermissionKey).openapi({ description: 'The keys taken out of the global ones by a DENY' })

export const PersonAccess = z
  .object({
    user: User,
    org: z.object({ ...held, denied }),
    allBuildings: z.boolean().openapi({ description: 'Whether a global key holds in every building' }),
    items: z
      .array(z.object({ building: z.object({ id: Id, name: z.string() }), ...held }))
      .openapi({ description: 'The buildings with grants of their own; the keys are those that hold there' }),
    nextCursor: z.string().nullable(),
  })
  .openapi('PersonAccess')
export type PersonAccess = z.output<typeof PersonAccess>

export const PersonAccessQuery = PageQuery.extend(AtQuery.shape)
export type PersonAccessQuery = z.output<typeof PersonAccessQuery>
