import { onBehalfOf } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { hashToken, newToken } from '../credentials/opaque-token.ts'
import type { Delivery, Letter } from './deliver.ts'
import type { InviteJob } from './queue.ts'
import { linkMail } from './texts.ts'

/** The mail of an invite, of the generation the job is about: a later one has its own. */
export const writeInvite = ({ db, clock, publicUrl }: Delivery, { orgId, inviteId, generation }: InviteJob) =>
  inTransaction(onBehalfOf(db, orgId), async (tx): Promise<Letter | undefined> => {
    await tx.$queryRaw`SELECT 1 FROM invites WHERE org_id = ${orgId}::uuid AND id = ${inviteId}::uuid FOR UPDATE`
    const user = { select: { name: true, email: true, org: { select: { name: true } } } } as const
    const where = { orgId_id: { orgId, id: inviteId } }
    const invite = await tx.invite.findUnique({ where, include: { user } })
    const isDue = invite?.status === 'PENDING' && invite.generation === generation && invite.mailState !== 'SENT'
    if (!isDue || invite.expiresAt <= clock()) return undefined
    const token = newToken()
    await tx.invite.update({ where, data: { tokenHash: hashToken(token), mailAttempts: { increment: 1 } } })
    const { name, email: address, org } = invite.user
    const shown = { to: { name, address }, orgName: org.name, publicUrl, token, expiresAt: invite.expiresAt }
    return {
      mail: linkMail('INVITE', { id: `invite-${inviteId}-${generation}`, ...shown }),
      settle: (mailState) => {
        const change = { where: { orgId, id: inviteId, generation }, data: { mailState } }
        return inTransaction(onBehalfOf(db, orgId), (later) => later.invite.updateMany(change))
      },
    }
  })
