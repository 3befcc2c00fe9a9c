import type { Mail } from './transport.ts'

interface InviteMail {
  readonly id: string
  readonly to: Mail['to']
  readonly orgName: string
  readonly link: string
  readonly expiresAt: Date
}

const untilWhen = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/**
 * The text is plain ASCII in short lines, names stand in the headers only: such a mail travels as it is, and the link can
 * be copied from the source of it too.
 */
export const inviteMail = ({ id, to, orgName, link, expiresAt }: InviteMail): Mail => ({
  id,
  to,
  subject: `You are invited to ${orgName}`,
  text: [
    'Hello,',
    '',
    'you are invited. Choose a password to begin:',
    '',
    link,
    '',
    `The link works once, until ${untilWhen(expiresAt)}.`,
    'If you did not expect this mail, you need not do anything.',
    '',
  ].join('\n'),
})
