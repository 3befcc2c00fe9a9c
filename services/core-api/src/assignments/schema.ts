import { z } from '@hono/zod-openapi'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { Id, Timestamp } from '../http/fields.ts'
import { givenTimesThere, Include, shownTimes } from '../http/grant-times.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { Person } from '../users/schema.ts'

export const CreateAssignment = z
  .strictObject({ userId: Id, type: AssignmentTypeName, ...givenTimesThere })
  .openapi('CreateAssignment')
export type CreateAssignment = z.output<typeof CreateAssignment>

export const Assignment = z
  .object({
    id: Id,
    buildingId: Id,
    userId: Id,
    type: AssignmentTypeName,
    ...shownTimes,
    createdAt: Timestamp,
    updatedAt: Timestamp,
    user: Person,
  })
  .openapi('Assignment')
export type Assignment = z.output<typeof Assignment>

export const AssignmentQuery = PageQuery.extend({
  type: AssignmentTypeName.optional().openapi({ description: 'Only assignments of this type' }),
  userId: Id.optional().openapi({ description: 'Only those of this user' }),
  include: Include,
})
export type AssignmentQuery = z.output<typeof AssignmentQuery>

export const AssignmentPage = pageOf(Assignment)
