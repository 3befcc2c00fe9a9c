import { z } from '@hono/zod-openapi'
import { Id, Line, Name, Timestamp } from '../http/fields.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { PermissionKey } from '../roles/schema.ts'

/** Intl takes bare offsets too, which are no names. */
const isTimeZone = (name: string | null): boolean => {
  try {
    return (
      name === null ||
      (/^[A-Za-z]/.test(name) && Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '')
    )
  } catch {
    return false
  }
}

const details = {
  address: Line(500).optional(),
  city: Line(200).optional(),
  country: Line(200).optional(),
  timezone: Line(100).refine(isTimeZone, 'is not an IANA time zone').optional(),
}

export const CreateBuilding = z.strictObject({ name: Name, ...details }).openapi('CreateBuilding')
export type CreateBuilding = z.output<typeof CreateBuilding>

export const ChangeBuilding = z.strictObject({ name: Name.optional(), ...details }).openapi('ChangeBuilding')
export type ChangeBuilding = z.output<typeof ChangeBuilding>

export const Building = z
  .object({
    id: Id,
    orgId: Id,
    name: z.string(),
    address: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string().nullable(),
    timezone: z.string().nullable(),
    permissionKeys: z
      .array(PermissionKey)
      .optional()
      .openapi({ description: 'With `include=permissions`: the keys that hold there for the caller' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .openapi('Building')
export type Building = z.output<typeof Building>

export const BuildingDetail = Building.extend({
  units: z.object({ total: z.int(), occupied: z.int(), available: z.int() }),
}).openapi('BuildingDetail')
export type BuildingDetail = z.output<typeof BuildingDetail>

export const BuildingPage = pageOf(Building)

const Include = z
  .enum(['permissions'])
  .optional()
  .openapi({ description: '`permissions` adds `permissionKeys` to each building' })

export const BuildingQuery = z.object({ include: Include })
export type BuildingQuery = z.output<typeof BuildingQuery>

export const BuildingsQuery = PageQuery.extend({ include: Include })
export type BuildingsQuery = z.output<typeof BuildingsQuery>
