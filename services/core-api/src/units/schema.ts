import { z } from '@hono/zod-openapi'
import { Id, Label, Lines, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'

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
    available: z.boolean(),
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
})
export type UnitQuery = z.output<typeof UnitQuery>

export const UnitPage = pageOf(Unit)
export const BasicUnitPage = pageOf(BasicUnit)
