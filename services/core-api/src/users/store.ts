import type { Db, Tx } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { isRoleKey, ROLE_KEYS, type RoleKey } from '@latchkey/shared/permissions'
import type { OrgCtx, UserCtx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { afterCursor, pageOrder, toPage } from '../http/page.ts'
import type { User, UserQuery } from './schema.ts'

/** What is read of a user for an answer: never the password hash. */
export const userSelect = {
  id: true,
  email: true,
  name: true,
  status: true,
  mustChangePassword: true,
  createdAt: true,
  roles: { select: { roleKey: true } },
} as const

type Row = Prisma.UserGetPayload<{ select: typeof userSelect }>

/** The keys of the catalogue among those that are held, in the order of the catalogue. */
export const roleKeysOf = (rows: readonly { readonly roleKey: string }[]): RoleKey[] => {
  const held = new Set(rows.map(({ roleKey }) => roleKey).filter(isRoleKey))
  return ROLE_KEYS.filter((key) => held.has(key))
}

export const toUser = ({ id, email, name, status, mustChangePassword, createdAt, roles }: Row): User => ({
  ...{ id, email, name, status, mustChangePassword },
  roleKeys: roleKeysOf(roles),
  createdAt: createdAt.toISOString(),
})

/** Prisma hands `contains` to LIKE as it is, where these would match anything. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const matching = (q: string): Prisma.UserWhereInput => {
  const part = { contains: literal(q), mode: 'insensitive' } as const
  return { OR: [{ name: part }, { email: part }] }
}

/** The users of the org, in the order of creation. */
export async function listUsers({ deps, org }: OrgCtx<'users.read'>, query: UserQuery) {
  const { q, status, roleKey } = query
  const where = {
    orgId: org.id,
    ...defined({ status }),
    ...(q && matching(q)),
    ...(roleKey && { roles: { some: { roleKey } } }),
    ...afterCursor(query),
  }
  return toPage(await deps.db.user.findMany({ where, select: userSelect, ...pageOrder(query) }), query, toUser)
}

export const getUserRow = async (db: Db | Tx, orgId: string, id: string): Promise<User> =>
  toUser(await db.user.findUniqueOrThrow({ where: { orgId_id: { orgId, id } }, select: userSelect }))

export const getUser = ({ deps, user: { orgId, id } }: UserCtx<'users.read'>): Promise<User> =>
  getUserRow(deps.db, orgId, id)
