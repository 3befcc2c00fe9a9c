import { z } from '@hono/zod-openapi'
import { Id, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { Whenever } from '../http/when.ts'
import { Person } from '../users/schema.ts'

/** From when to when somebody moves in: from now on unless it is said, and without an end. */
export const stay = { startAt: Whenever.optional(), plannedEndAt: Whenever.nullable().optional() }

export const CreateOccupancy = z.strictObject({ unitId: Id, residentUserId: Id, ...stay }).openapi('CreateOccupancy')
export type CreateOccupancy = z.output<typeof CreateOccupancy>

export const ChangeOccupancy = z
  .strictObject({ startAt: Whenever.optional(), plannedEndAt: Whenever.nullable().optional() })
  .openapi('ChangeOccupancy')
export type ChangeOccupancy = z.output<typeof ChangeOccupancy>

export const EndOccupancy = z.strictObject({ endAt: Whenever.optional() }).openapi('EndOccupancy')
export type EndOccupancy = z.output<typeof EndOccupancy>

export const Occupancy = z
  .object({
    id: Id,
    buildingId: Id,
    unitId: Id,
    residentUserId: Id,
    status: z.enum(['SCHEDULED', 'ACTIVE', 'ENDED']).openapi({ description: 'What time says' }),
    startAt: Timestamp,
    endAt: Timestamp.nullable().openapi({ description: 'When it ended; null until it has' }),
    plannedEndAt: Timestamp.nullable().openapi({ description: 'When it is to end by itself' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    unit: z.object({ id: Id, label: z.string() }),
    resident: Person,
  })
  .openapi('Occupancy')
export type Occupancy = z.output<typeof Occupancy>

export const OccupancyQuery = PageQuery.extend({
  status: z
    .enum(['SCHEDULED', 'ACTIVE', 'ENDED', 'ALL'])
    .default('ACTIVE')
    .openapi({ description: 'Only occupancies with this status' }),
})
export type OccupancyQuery = z.output<typeof OccupancyQuery>

export const OccupancyPage = pageOf(Occupancy)
