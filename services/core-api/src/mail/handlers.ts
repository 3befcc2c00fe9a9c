import { type Delivery, deliver } from './deliver.ts'
import { writeInvite } from './write-invite.ts'
import { writeLink } from './write-link.ts'
import { writeNotice } from './write-notice.ts'

/** What is done with the jobs that are mails. */
export const mailHandlers = (delivery: Delivery) => ({
  'invite-mails': deliver(delivery, writeInvite),
  'link-mails': deliver(delivery, writeLink),
  'notice-mails': deliver(delivery, writeNotice),
})
