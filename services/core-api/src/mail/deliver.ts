import { type Db, onBehalfOf } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { hashToken, newToken } from '../credentials/opaque-token.ts'
import { inviteMail } from './invite-mail.ts'
import type { InviteJob } from './queue.ts'
import type { Mail, MailTransport } from './transport.ts'

export interface Delivery {
  readonly db: Db
  readonly clock: () => Date
  readonly transport: MailTransport
  /** Where the page is that takes the token. */
  readonly publicUrl: string
}

/** Makes the mail, and with it the token that it alone holds; undefined when the job has been overtaken. */
const prepare = ({ db, clock, publicUrl }: Delivery, { orgId, inviteId, generation }: InviteJob) =>
  inTransaction(onBehalfOf(db, orgId), async (tx): Promise<Mail | undefined> => {
    await tx.$queryRaw`SELECT 1 FROM invites WHERE org_id = ${orgId}::uuid AND id = ${inviteId}::uuid FOR UPDATE`
    const user = { select: { name: true, email: true, org: { select: { name: true } } } } as const
    const where = { orgId_id: { orgId, id: inviteId } }
    const invite = await tx.invite.findUnique({ where, include: { user } })
    const isDue = invite?.status === 'PENDING' && invite.generation === generation && invite.mailState !== 'SENT'
    if (!isDue || invite.expiresAt <= clock()) return undefined
    const token = newToken()
    await tx.invite.update({ where, data: { tokenHash: hashToken(token), mailAttempts: { increment: 1 } } })
    const { name, email: address, org } = invite.user
    const link = `${publicUrl}/accept-invite?token=${token}`
    const id = `invite-${inviteId}-${generation}`
    return inviteMail({ id, to: { name, address }, orgName: org.name, link, expiresAt: invite.expiresAt })
  })

/** Only of the generation the job is about: a later one has its own mail. */
const setState = ({ db }: Delivery, job: InviteJob, mailState: 'SENT' | 'FAILED') => {
  const { orgId, inviteId: id, generation } = job
  const change = { where: { orgId, id, generation }, data: { mailState } }
  return inTransaction(onBehalfOf(db, orgId), (tx) => tx.invite.updateMany(change))
}

/**
 * Sends the mail of an invite. It may run again after a failure; the invite shows what became of it.
 * @throws what the transport throws, so that the job is tried again
 */
export async function deliverInvite(delivery: Delivery, job: InviteJob, isLastTry: boolean): Promise<void> {
  const mail = await prepare(delivery, job)
  if (mail === undefined) return
  try {
    await delivery.transport.send(mail)
  } catch (error) {
    if (isLastTry) await setState(delivery, job, 'FAILED')
    throw error
  }
  await setState(delivery, job, 'SENT')
}
