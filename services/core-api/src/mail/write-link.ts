import { onBehalfOf } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { hashToken, newToken } from '../credentials/opaque-token.ts'
import type { Delivery, Letter } from './deliver.ts'
import type { LinkJob } from './queue.ts'
import { linkMail } from './texts.ts'

/** The mail of a one-time link, to the address that is to be confirmed or else to that of the account. */
export const writeLink = ({ db, clock, publicUrl }: Delivery, { orgId, linkId }: LinkJob) =>
  inTransaction(onBehalfOf(db, orgId), async (tx): Promise<Letter | undefined> => {
    await tx.$queryRaw`SELECT 1 FROM one_time_links WHERE org_id = ${orgId}::uuid AND id = ${linkId}::uuid FOR UPDATE`
    const user = { select: { name: true, email: true, org: { select: { name: true } } } } as const
    const where = { orgId_id: { orgId, id: linkId } }
    const link = await tx.oneTimeLink.findUnique({ where, include: { user } })
    if (link === null || link.mailState === 'SENT' || link.expiresAt <= clock()) return undefined
    const token = newToken()
    await tx.oneTimeLink.update({ where, data: { tokenHash: hashToken(token) } })
    const { name, email, org } = link.user
    const to = { name, address: link.email ?? email }
    const shown = { to, orgName: org.name, publicUrl, token, expiresAt: link.expiresAt }
    return {
      mail: linkMail(link.kind, { id: `link-${linkId}`, ...shown }),
      settle: (mailState) => {
        const change = { where: { orgId, id: linkId }, data: { mailState } }
        return inTransaction(onBehalfOf(db, orgId), (later) => later.oneTimeLink.updateMany(change))
      },
    }
  })
