import { z } from '@hono/zod-openapi'
import { AssignmentTypeName } from '@latchkey/shared/authz/contract'
import { Email, Id, Identifier, Name, Password, Timestamp, Token } from '../http/fields.ts'
import { shownTimes } from '../http/grant-times.ts'
import { heldRoles, Overrides, PermissionKey } from '../roles/schema.ts'
import { SessionUser } from '../sessions/schema.ts'

export const Login = z
  .strictObject({ email: Identifier(254), password: Password, org: Identifier(254).optional() })
  .openapi('Login')
export type Login = z.output<typeof Login>

export const ChangePassword = z
  .strictObject({ currentPassword: Password, newPassword: Password })
  .openapi('ChangePassword')
export type ChangePassword = z.output<typeof ChangePassword>

export const RefreshToken = z.strictObject({ refreshToken: Token }).openapi('RefreshToken')
export type RefreshToken = z.output<typeof RefreshToken>

export const AcceptInvite = z
  .strictObject({ token: Token, password: Password, name: Name.optional() })
  .openapi('AcceptInvite')
export type AcceptInvite = z.output<typeof AcceptInvite>

/** Not held to the form of an email: what cannot exist is answered like what does. */
export const RequestReset = Login.pick({ email: true, org: true }).openapi('RequestReset')
export type RequestReset = z.output<typeof RequestReset>

export const CompleteReset = z.strictObject({ token: Token, password: Password }).openapi('CompleteReset')
export type CompleteReset = z.output<typeof CompleteReset>

export const ChangeOwnEmail = z.strictObject({ email: Email, password: Password }).openapi('ChangeOwnEmail')
export type ChangeOwnEmail = z.output<typeof ChangeOwnEmail>

export const ConfirmEmail = z.strictObject({ token: Token }).openapi('ConfirmEmail')
export type ConfirmEmail = z.output<typeof ConfirmEmail>

const place = { id: Id, buildingId: Id, buildingName: z.string() }

export const Me = z
  .object({
    user: SessionUser,
    org: z.object({ id: Id, name: z.string(), slug: z.string() }),
    ...heldRoles,
    permissions: z.array(PermissionKey).openapi({ description: 'The effective global permissions' }),
    overrides: Overrides.shape.overrides,
    buildingAssignments: z.array(z.object({ ...place, type: AssignmentTypeName, ...shownTimes })),
    occupancies: z.array(
      z.object({ ...place, unitId: Id, unitLabel: z.string(), startAt: Timestamp, plannedEndAt: Timestamp.nullable() }),
    ),
  })
  .openapi('Me')
export type Me = z.output<typeof Me>
