import { randomBytes } from 'node:crypto'
import type { Tx } from '@latchkey/shared/db/client'
import type { Org as Row } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Ctx } from '../access/context.ts'
import { record } from '../audit/record.ts'
import { type Credential, credentialOf, shownPassword } from '../credentials/credential.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import { grantRoles } from '../roles/store.ts'
import { insertUser } from '../users/store.ts'
import type { CreateAdmin, CreatedOrg, CreateOrg, Org, OrgAdmin } from './schema.ts'

const SLUG_MAX = 63
const SUFFIX_BYTES = 4
const SLUG_ATTEMPTS = 5

const toOrg = ({ id, name, slug, createdAt }: Row): Org => ({ id, name, slug, createdAt: createdAt.toISOString() })

/** A slug made of the name: its letters without marks, digits, and single hyphens between. */
export const slugOf = (name: string): string => {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = ascii.replace(/[^a-z0-9]+/g, '-').slice(0, SLUG_MAX)
  return slug.replace(/^-|-$/g, '') || 'org'
}

const withSuffix = (slug: string): string => {
  const suffix = randomBytes(SUFFIX_BYTES).toString('hex')
  return `${slug.slice(0, SLUG_MAX - suffix.length - 1).replace(/-$/, '')}-${suffix}`
}

async function insertAdmin(tx: Tx, ctx: Ctx, orgId: string, { email, name }: CreateAdmin, credential: Credential) {
  const { user } = await insertUser(tx, ctx, { orgId, email, name }, credential)
  await grantRoles(tx, ctx, orgId, user.id, ['org_admin'])
  const shown = shownPassword(credential)
  return { userId: user.id, email: user.email, mustChangePassword: true, ...shown } satisfies OrgAdmin
}

/**
 * Creates an org, and its first admin with it when one is given.
 * @throws DomainError `slug_exists` for a slug that was asked for, or `weak_password`
 */
export async function createOrg(ctx: Ctx, { name, slug, admin }: CreateOrg): Promise<CreatedOrg> {
  const credential = admin && (await credentialOf(admin, '/admin/password'))
  const insert = (candidate: string) =>
    inTransaction(ctx.deps.db, async (tx) => {
      const org = toOrg(await tx.org.create({ data: { name, slug: candidate } }))
      await record(tx, ctx, { orgId: org.id, action: 'org.created', targetId: org.id, after: org })
      const made = admin && credential && (await insertAdmin(tx, ctx, org.id, admin, credential))
      return { org, ...(made && { admin: made }) }
    })
  const isTaken = (error: unknown) => error instanceof DomainError && error.code === 'slug_exists'
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insert(slug ?? (attempt === 1 ? slugOf(name) : withSuffix(slugOf(name))))
    } catch (error) {
      // A slug made of the name may be taken without anybody having asked for it.
      if (slug !== undefined || attempt === SLUG_ATTEMPTS || !isTaken(error)) throw error
    }
  }
}

/** Every org, in the order of creation. */
export async function listOrgs({ deps }: Ctx, page: Page) {
  return toPage(await deps.db.org.findMany({ where: afterCursor(page), ...pageOrder(page) }), page, toOrg)
}

/** Gives an org another admin. @throws DomainError `email_exists`, `weak_password`, or `not_found` without the org */
export async function createAdmin(ctx: Ctx, orgId: string, admin: CreateAdmin): Promise<OrgAdmin> {
  const credential = await credentialOf(admin, '/password')
  return inTransaction(ctx.deps.db, (tx) => insertAdmin(tx, ctx, orgId, admin, credential))
}

/** @throws DomainError `not_found` */
export async function findOrg({ deps }: Ctx, id: string): Promise<Row> {
  const org = isId(id) ? await deps.db.org.findUnique({ where: { id } }) : null
  if (org === null) throw new DomainError('not_found')
  return org
}
