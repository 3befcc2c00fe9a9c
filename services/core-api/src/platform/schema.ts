import { z } from '@hono/zod-openapi'
import { Email, Id, Name, Password, Slug, Timestamp } from '../http/fields.ts'
import { pageOf } from '../http/page.ts'

export const CreateAdmin = z
  .strictObject({ name: Name, email: Email, password: Password.optional() })
  .openapi('CreateAdmin')
export type CreateAdmin = z.output<typeof CreateAdmin>

export const CreateOrg = z
  .strictObject({ name: Name, slug: Slug.optional(), admin: CreateAdmin.optional() })
  .openapi('CreateOrg')
export type CreateOrg = z.output<typeof CreateOrg>

export const Org = z.object({ id: Id, name: z.string(), slug: z.string(), createdAt: Timestamp }).openapi('Org')
export type Org = z.output<typeof Org>

export const OrgAdmin = z
  .object({
    userId: Id,
    email: z.string(),
    mustChangePassword: z.literal(true),
    temporaryPassword: z.string().optional().openapi({ description: 'Shown once, when no password was given' }),
  })
  .openapi('OrgAdmin')
export type OrgAdmin = z.output<typeof OrgAdmin>

export const CreatedOrg = z.object({ org: Org, admin: OrgAdmin.optional() }).openapi('CreatedOrg')
export type CreatedOrg = z.output<typeof CreatedOrg>

export const OrgPage = pageOf(Org)
