import { z } from '@hono/zod-openapi'
import { isId } from '@latchkey/shared/ids'
import { Id } from '../http/fields.ts'
import { PermissionKey } from '../roles/schema.ts'

const MOST_BUILDINGS = 100

export const MyAccessQuery = z.object({
  buildingId: z
    .union([z.string(), z.array(z.string())])
    .transform((ids) => [...new Set([ids].flat())])
    .refine((ids) => ids.every(isId), 'is not an id')
    .refine((ids) => ids.length <= MOST_BUILDINGS, `is named more than ${MOST_BUILDINGS} times`)
    .optional()
    .openapi({
      ...{ type: 'array', items: { type: 'string', format: 'uuid' }, maxItems: MOST_BUILDINGS },
      description: 'Once for each building that is asked about',
    }),
})
export type MyAccessQuery = z.output<typeof MyAccessQuery>

const permissionKeys = z.array(PermissionKey)

export const MyAccess = z
  .object({
    org: z.object({ permissionKeys }).openapi({ description: 'The keys that hold in the whole org' }),
    items: z.array(z.object({ buildingId: Id, permissionKeys })).openapi({
      description:
        'Those of the buildings that are of the own org, with the keys that hold there, global ones included',
    }),
    version: z.int().openapi({ description: 'Rises with every change to what the caller holds' }),
  })
  .openapi('MyAccess')
export type MyAccess = z.output<typeof MyAccess>
