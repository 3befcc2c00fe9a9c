import { randomBytes } from 'node:crypto'
import { type Db, NO_ORG, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { constraintOf } from '@latchkey/shared/db/errors'
import { readNow } from '@latchkey/shared/db/now'
import { inPreparedTransaction, inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { isId } from '@latchkey/shared/ids'
import type { Ctx } from '../access/context.ts'
import { ALWAYS, countingAt } from '../access/grant-times.ts'
import { record } from '../audit/record.ts'
import { type Credential, credentialOf, shownPassword } from '../credentials/credential.ts'
import { encoderOf } from '../http/encode.ts'
import { afterCursor, type Page, pageOrder, toPage } from '../http/page.ts'
import { sendPasswordReset } from '../links/password-reset.ts'
import { writeRoles } from '../roles/store.ts'
import { insertUser } from '../users/store.ts'
import { type CreateAdmin, type CreatedOrg, type CreateOrg, Org, type OrgAdmin } from './schema.ts'

const ADMIN_ROLE = 'org_admin'
/** For whom passwords are hashed here. */
const PLATFORM = 'platform'
const SLUG_MAX = 63
const SUFFIX_BYTES = 4

const stateOf = encoderOf(Org)

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

/** The slug made of the name, with a random end when that is taken. */
async function freeSlug(db: Db, name: string): Promise<string> {
  const slug = slugOf(name)
  return (await db.org.findUnique({ where: { slug } })) === null ? slug : withSuffix(slug)
}

async function insertAdmin(tx: Tx, ctx: Ctx, orgId: string, { email, name }: CreateAdmin, credential: Credential) {
  const { user } = await insertUser(tx, ctx, { orgId, email, name }, credential)
  const holder = { orgId, userId: user.id, held: new Map() }
  await writeRoles(tx, ctx, holder, { given: new Map([[ADMIN_ROLE, ALWAYS]]) })
  const shown = shownPassword(credential)
  return { userId: user.id, email: user.email, mustChangePassword: true, ...shown } satisfies OrgAdmin
}

/**
 * Creates an org, and its first admin with it when one is given.
 * @throws DomainError `slug_exists` for a slug that was asked for, or what `credentialOf` throws
 */
export async function createOrg(ctx: Ctx, { name, slug, admin }: CreateOrg): Promise<CreatedOrg> {
  const credential = admin && (await credentialOf(ctx.deps.passwords, PLATFORM, admin, '/admin/password'))
  const { db } = ctx.deps
  const chooseSlug = async () => slug ?? (await freeSlug(db, name))
  const isChosenTaken = (error: unknown) => slug === undefined && constraintOf(error) === 'orgs_slug_key'
  const insert = async (tx: Tx, chosen: string): Promise<CreatedOrg> => {
    const org = await tx.org.create({ data: { name, slug: chosen } })
    await record(tx, ctx, { orgId: org.id, action: 'org.created', targetId: org.id, after: stateOf(org) })
    return admin && credential ? { org, admin: await insertAdmin(tx, ctx, org.id, admin, credential) } : { org }
  }
  return inPreparedTransaction(onBehalfOf(db, NO_ORG), chooseSlug, insert, { retryOn: isChosenTaken })
}

/** Every org, in the order of creation. */
export async function listOrgs({ deps }: Ctx, page: Page) {
  return toPage(await deps.db.org.findMany({ where: afterCursor(page), ...pageOrder(page) }), page, (row) => row)
}

/** Gives an org another admin. @throws DomainError `email_exists`, or what `credentialOf` throws */
export async function createAdmin(ctx: Ctx, orgId: string, admin: CreateAdmin): Promise<OrgAdmin> {
  const credential = await credentialOf(ctx.deps.passwords, PLATFORM, admin, '/password')
  return inTransaction(onBehalfOf(ctx.deps.db, orgId), (tx) => insertAdmin(tx, ctx, orgId, admin, credential))
}

/** @throws DomainError `not_found` */
export async function findOrg({ deps }: Ctx, id: string): Promise<Org> {
  const org = isId(id) ? await deps.db.org.findUnique({ where: { id } }) : null
  if (org === null) throw new DomainError('not_found')
  return org
}

/** A user who holds the role that the platform gives to the admins of an org. */
export interface Admin {
  readonly orgId: string
  readonly id: string
}

/** @throws DomainError `not_found`, also for a user of the org who is no admin of it */
export async function findAdmin({ deps }: Ctx, orgId: string, id: string): Promise<Admin> {
  const where = { orgId, id, roles: { some: { roleKey: ADMIN_ROLE, ...countingAt(await readNow(deps.db)) } } }
  const admin = isId(id) ? await deps.db.user.findFirst({ where, select: { orgId: true, id: true } }) : null
  if (admin === null) throw new DomainError('not_found')
  return admin
}

/** Sends an admin of an org a link to a new password. @throws DomainError `user_invited` or `user_disabled` */
export const resetAdminPassword = (ctx: Ctx & { readonly admin: Admin }): Promise<void> =>
  inTransaction(onBehalfOf(ctx.deps.db, ctx.admin.orgId), (tx) => sendPasswordReset(tx, ctx, ctx.admin))
