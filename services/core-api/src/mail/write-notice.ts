import type { Delivery, Letter } from './deliver.ts'
import type { NoticeJob } from './queue.ts'
import { changeNotice } from './texts.ts'

/** The mail to the address that an account had when another one was asked for. */
export async function writeNotice({ db }: Delivery, job: NoticeJob): Promise<Letter | undefined> {
  const { orgId, userId, linkId, address } = job
  const select = { name: true, org: { select: { name: true } } } as const
  const user = await db.user.findUnique({ where: { orgId_id: { orgId, id: userId } }, select })
  if (user === null) return undefined
  const to = { name: user.name, address }
  return {
    mail: changeNotice({ id: `notice-${linkId}`, to, orgName: user.org.name }),
    settle: async () => undefined,
  }
}
