import { z } from '@hono/zod-openapi'
import { Id, Moment, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { Person } from '../users/schema.ts'

export const CreateOccupancy = z
  .strictObject({ unitId: Id, residentUserId: Id, startAt: Moment.optional() })
  .openapi('CreateOccupancy')
export type CreateOccupancy = z.output<typeof CreateOccupancy>

export const EndOccupancy = z.strictObject({ endAt: Moment.optional() }).openapi('EndOccupancy')
export type EndOccupancy = z.output<typeof EndOccupancy>

export const Occupancy = z
  .object({
    id: Id,
    buildingId: Id,
    unitId: Id,
    residentUserId: Id,
    status: z.enum(['ACTIVE', 'ENDED']),
    startAt: Timestamp,
    endAt: Timestamp.nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    unit: z.object({ id: Id, label: z.string() }),
    resident: Person,
  })
  .openapi('Occupancy')
export type Occupancy = z.output<typeof Occupancy>

export const OccupancyQuery = PageQuery.extend({
  status: z
    .enum(['ACTIVE', 'ENDED', 'ALL'])
    .default('ACTIVE')
    .openapi({ description: 'Only occupancies with this status' }),
})
export type OccupancyQuery = z.output<typeof OccupancyQuery>

export const OccupancyPage = pageOf(Occupancy)
