import type { Db, Tx } from '@latchkey/shared/db/client'
import type { LinkKind } from '@latchkey/shared/db/generated/client'
import type { Ctx, Recorder } from '../access/context.ts'
import { hashToken } from '../credentials/opaque-token.ts'
import type { Deps } from '../deps.ts'

const MINUTE_MS = 60 * 1000

/** How long a link can be used, in milliseconds. */
const LIFE_MS: Readonly<Record<LinkKind, number>> = {
  PASSWORD_RESET: 30 * MINUTE_MS,
  EMAIL_CHANGE: 24 * 60 * MINUTE_MS,
}

/** What sending a link needs, in a request or in a job. */
export interface LinkCtx extends Recorder {
  readonly deps: Pick<Deps, 'clock' | 'mailQueue'>
}

/** Whose link it is. */
export interface Owner {
  readonly orgId: string
  readonly id: string
}

/**
 * Makes a link and queues its mail in this transaction; an earlier one of the kind is worth nothing from now on. Call
 * under `lockUser`. `email` is the address that is to be confirmed.
 * @returns the id of the link, which says nothing of its token
 */
export async function sendLink(tx: Tx, { deps }: LinkCtx, owner: Owner, kind: LinkKind, email?: string) {
  const { orgId, id: userId } = owner
  await endLinks(tx, owner, kind)
  const expiresAt = new Date(deps.clock().getTime() + LIFE_MS[kind])
  const { id } = await tx.oneTimeLink.create({ data: { orgId, userId, kind, email: email ?? null, expiresAt } })
  await deps.mailQueue.enqueue(tx, 'link-mails', { orgId, linkId: id })
  return id
}

/** Makes outstanding links worthless, of one kind or all; answers how many there were. Call under `lockUser`. */
export async function endLinks(tx: Tx, { orgId, id: userId }: Owner, kind?: LinkKind): Promise<number> {
  const { count } = await tx.oneTimeLink.deleteMany({ where: { orgId, userId, ...(kind && { kind }) } })
  return count
}

const ofUser = { user: { omit: { passwordHash: true } } } as const

/**
 * The link of a token, with its user, as long as it can be used; of somebody who is not ACTIVE none can. Looked for
 * again under `lockUser` before it is used.
 */
export async function openLink(db: Db | Tx, { deps }: Ctx, kind: LinkKind, token: string) {
  const link = await db.oneTimeLink.findFirst({ where: { kind, tokenHash: hashToken(token) }, include: ofUser })
  if (link === null || link.expiresAt <= deps.clock() || link.user.status !== 'ACTIVE') return undefined
  return link
}
