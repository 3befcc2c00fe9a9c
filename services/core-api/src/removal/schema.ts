import { z } from '@hono/zod-openapi'
import { Assignment } from '../assignments/schema.ts'
import { Invite } from '../invites/schema.ts'
import { Occupancy } from '../occupancies/schema.ts'
import { Overrides, UserRoles } from '../roles/schema.ts'

export const RevokeAll = z
  .strictObject({
    dryRun: z.boolean().optional().openapi({ description: 'Only tells what would go' }),
    endOccupancies: z
      .boolean()
      .optional()
      .openapi({ description: 'Whether the user moves out too, and what is booked is taken back' }),
  })
  .openapi('RevokeAll')
export type RevokeAll = z.output<typeof RevokeAll>

export const Revoked = z
  .object({
    roleKeys: UserRoles.shape.roleKeys,
    roles: UserRoles.shape.roles,
    overrides: Overrides.shape.overrides,
    assignments: z.array(Assignment.pick({ id: true, buildingId: true, type: true, startsAt: true, endsAt: true })),
    occupancies: z.array(Occupancy.pick({ id: true, buildingId: true, unitId: true, status: true, startAt: true })),
    sessions: z.int().openapi({ description: 'How many' }),
    invite: Invite.nullable(),
  })
  .openapi('Revoked')
export type Revoked = z.output<typeof Revoked>
