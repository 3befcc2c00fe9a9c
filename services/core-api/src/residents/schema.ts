import { z } from '@hono/zod-openapi'
import { Email, Id, Name, Password } from '../http/fields.ts'
import { pageOf } from '../http/page.ts'
import { Invite } from '../invites/schema.ts'
import { Occupancy, stay } from '../occupancies/schema.ts'
import { Status } from '../users/schema.ts'

export const CreateResident = z
  .strictObject({
    email: Email,
    name: Name,
    unitId: Id,
    password: Password.optional(),
    sendInvite: z.boolean().optional(),
    ...stay,
  })
  .openapi('CreateResident')
export type CreateResident = z.output<typeof CreateResident>

const home = { unit: z.object({ id: Id, label: z.string() }), occupancyId: Id }

export const Resident = z
  .object({ userId: Id, name: z.string(), email: z.string(), status: Status, ...home })
  .extend(Occupancy.pick({ startAt: true, plannedEndAt: true }).shape)
  .openapi('Resident')
export type Resident = z.output<typeof Resident>

export const ResidentPage = pageOf(Resident)

export const CreatedResident = z
  .object({
    userId: Id,
    email: z.string(),
    name: z.string(),
    status: Status,
    buildingId: Id,
    ...home,
    mustChangePassword: z.boolean(),
    temporaryPassword: z.string().optional().openapi({ description: 'Shown once, when it was generated' }),
    invite: Invite.optional(),
  })
  .openapi('CreatedResident')
export type CreatedResident = z.output<typeof CreatedResident>
