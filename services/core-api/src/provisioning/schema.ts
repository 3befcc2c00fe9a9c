import { z } from '@hono/zod-openapi'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { Email, Id, Name, Password } from '../http/fields.ts'
import { givenTimesThere, shownTimes } from '../http/grant-times.ts'
import { Invite } from '../invites/schema.ts'
import { stay } from '../occupancies/schema.ts'
import { GivenRoles, RoleKey, RoleKeys, ShownRoles } from '../roles/schema.ts'
import { Status } from '../users/schema.ts'

const MAX_ASSIGNMENTS = 50

const Identity = z.strictObject({
  email: Email,
  name: Name,
  password: Password.optional(),
  sendInvite: z.boolean().optional(),
})

const ResidentGrant = z
  .strictObject({
    buildingId: Id,
    unitId: Id,
    mode: z.enum(['ADD', 'MOVE']).default('ADD'),
    fromUnitId: Id.optional(),
    ...stay,
  })
  .refine(({ mode, fromUnitId }) => mode === 'MOVE' || fromUnitId === undefined, {
    path: ['fromUnitId'],
    message: 'goes with MOVE only',
  })
export type ResidentGrant = z.output<typeof ResidentGrant>

const Grants = z.strictObject({
  orgRoleKeys: RoleKeys.default([]),
  roles: GivenRoles.optional().openapi({ description: 'The same with times' }),
  buildingAssignments: z
    .array(z.strictObject({ buildingId: Id, type: AssignmentTypeName, ...givenTimesThere }))
    .max(MAX_ASSIGNMENTS)
    .default([]),
  resident: ResidentGrant.optional(),
})

const onlyTrue = z.boolean().default(true).openapi({ description: 'Only true is supported' })

const Mode = z.strictObject({
  ifEmailExists: z.enum(['LINK', 'ERROR']).default('LINK'),
  requireSameOrg: onlyTrue,
  atomic: onlyTrue,
  idempotent: onlyTrue,
})

export const Provision = z
  .strictObject({ identity: Identity, grants: Grants.prefault({}), mode: Mode.prefault({}) })
  .openapi('Provision')
export type Provision = z.output<typeof Provision>

const created = z.boolean().openapi({ description: 'Whether it was made by this call' })

export const Provisioned = z
  .object({
    user: z.object({ id: Id, email: z.string(), name: z.string(), status: Status }),
    created,
    linkedExisting: z.boolean(),
    applied: z.object({
      orgRoleKeys: z.array(RoleKey),
      roles: ShownRoles,
      buildingAssignments: z.array(
        z.object({ id: Id, buildingId: Id, type: AssignmentTypeName, created, ...shownTimes }),
      ),
      resident: z
        .object({
          occupancyId: Id,
          unitId: Id,
          buildingId: Id,
          created,
          endedOccupancyId: Id.nullable().openapi({ description: 'The one that ends, or will, when this one begins' }),
        })
        .nullable(),
    }),
    // A component that may be null is documented as one that may not: its members are stated here.
    invite: z.object(Invite.shape).nullable(),
    ignored: z.array(z.string()).openapi({ description: 'JSON pointers to what did not apply to an existing user' }),
  })
  .openapi('Provisioned')
export type Provisioned = z.output<typeof Provisioned>
