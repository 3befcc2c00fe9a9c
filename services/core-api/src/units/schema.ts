import { z } from '@hono/zod-openapi'
import { Id, Label, Lines, Search, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { Whenever } from '../http/when.ts'

const Floor = z.int().min(-1_000).max(1_000).nullable()

export const CreateUnit = z
  .strictObject({ label: Label, floor: Floor.optional(), notes: Lines(2_000).optional() })
  .openapi('CreateUnit')
export type CreateUnit = z.output<typeof CreateUnit>

export const ChangeUnit = CreateUnit.partial().openapi('ChangeUnit')
export type ChangeUnit = z.output<typeof ChangeUnit>

export const Unit = z
  .object({
    id: Id,
    buildingId: Id,
    label: z.string(),
    floor: z.int().nullable(),
    notes: z.string().nullable(),
    available: z.boolean().openapi({ description: 'Whether nobody lives there now' }),
    nextOccupancyAt: Timestamp.nullable().openapi({ description: 'When the next occupancy that is booked begins' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .openapi('Unit')
export type Unit = z.output<typeof Unit>

/** What a resident may see of a unit. */
export const BasicUnit = z.object({ id: Id, label: z.string(), floor: z.int().nullable() }).openapi('BasicUnit')
export type BasicUnit = z.output<typeof BasicUnit>

export const UnitQuery = PageQuery.extend({
  available: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .openapi({ type: 'boolean', description: 'Only units without (true) or with (false) an ACTIVE occupancy' }),
  availableFrom: Whenever.optional().openapi({
    description:
      'Only units that are free from this moment on, or day of the building: for good, or until `availableTo`',
  }),
  availableTo: Whenever.optional().openapi({
    description: 'Until when they are to be free; goes with `availableFrom`',
  }),
  q: Search.optional().openapi({ description: 'A part of the label, in any case' }),
  sort: z
    .enum(['label'])
    .optional()
    .openapi({ description: 'By label, as people count (2 before 10, 1a after 1), instead of by creation' }),
})
export type UnitQuery = z.output<typeof UnitQuery>

export const OrgUnitQuery = UnitQuery.extend({
  buildingId: Id.optional().openapi({ description: 'Only units of this building; none when it cannot be read' }),
})
export type OrgUnitQuery = z.output<typeof OrgUnitQuery>

const OrgUnit = Unit.extend({ building: z.object({ id: Id, name: z.string() }) }).openapi('OrgUnit')

export const UnitPage = pageOf(Unit)
export const OrgUnitPage = pageOf(OrgUnit)
export const BasicUnitPage = pageOf(BasicUnit)
