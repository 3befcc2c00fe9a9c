import { z } from '@hono/zod-openapi'
import { ROLE_KEYS } from '@latchkey/shared/permissions'
import { Email, Id, Identifier, Name, Password, Search, Timestamp } from '../http/fields.ts'
import { Include } from '../http/grant-times.ts'
import { PageQuery, pageOf } from '../http/page.ts'
import { GivenRoles, heldRoles, RoleKey, RoleKeys } from '../roles/schema.ts'
import { SessionUser } from '../sessions/schema.ts'

export const Status = SessionUser.shape.status

/** How a user appears inside other things. */
export const Person = z.object({ id: Id, name: z.string(), email: z.string() }).openapi('Person')

export const User = z
  .object({
    id: Id,
    email: z.string(),
    pendingEmail: z
      .string()
      .optional()
      .openapi({ description: 'The address that counts once it is confirmed; absent when none is to be' }),
    name: z.string(),
    status: Status,
    ...heldRoles,
    mustChangePassword: z.boolean(),
    createdAt: Timestamp,
  })
  .openapi('User')
export type User = z.output<typeof User>

export const UserPage = pageOf(User)

export const UserQuery = PageQuery.extend({
  q: Search.optional().openapi({ description: 'A part of the name or email, in any case' }),
  status: Status.optional().openapi({ description: 'Only users with this status' }),
  roleKey: Identifier(100)
    .pipe(RoleKey)
    .optional()
    .openapi({ type: 'string', enum: ROLE_KEYS, description: 'Only users with this role' }),
  include: Include,
})
export type UserQuery = z.output<typeof UserQuery>

export const OneUserQuery = UserQuery.pick({ include: true })
export type OneUserQuery = z.output<typeof OneUserQuery>

export const CreateUser = z
  .strictObject({
    email: Email,
    name: Name,
    password: Password.optional(),
    sendInvite: z.boolean().optional(),
    roleKeys: RoleKeys.optional(),
    roles: GivenRoles.optional().openapi({ description: 'The same with times' }),
  })
  .refine(({ roleKeys, roles }) => roleKeys === undefined || roles === undefined, {
    path: ['roles'],
    message: 'goes without roleKeys only',
  })
  .openapi('CreateUser')
export type CreateUser = z.output<typeof CreateUser>

export const CreatedUser = User.extend({
  temporaryPassword: z.string().optional().openapi({ description: 'Shown once, when no password was given' }),
}).openapi('CreatedUser')
export type CreatedUser = z.output<typeof CreatedUser>

export const ChangeUser = z
  .strictObject({
    name: Name.optional(),
    status: z.enum(['ACTIVE', 'DISABLED']).optional(),
    email: Email.optional(),
  })
  .openapi('ChangeUser')
export type ChangeUser = z.output<typeof ChangeUser>
