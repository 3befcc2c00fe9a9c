import type { LinkKind } from '@latchkey/shared/db/generated/client'
import type { Mail } from './transport.ts'

type LinkMailKind = 'INVITE' | LinkKind

interface LinkMail {
  readonly id: string
  readonly to: Mail['to']
  readonly orgName: string
  readonly publicUrl: string
  readonly token: string
  readonly expiresAt: Date
}

interface Text {
  /** The page of the front end that takes the token. */
  readonly page: string
  readonly subject: (orgName: string) => string
  readonly opening: string
  readonly closing: string
}

const TEXTS: Readonly<Record<LinkMailKind, Text>> = {
  INVITE: {
    page: 'accept-invite',
    subject: (orgName) => `You are invited to ${orgName}`,
    opening: 'you are invited. Choose a password to begin:',
    closing: 'If you did not expect this mail, you need not do anything.',
  },
  PASSWORD_RESET: {
    page: 'reset-password',
    subject: (orgName) => `A new password for ${orgName}`,
    opening: 'a new password was asked for. Choose it here:',
    closing: 'If it was not you, you need not do anything: the password stays as it is.',
  },
  EMAIL_CHANGE: {
    page: 'confirm-email',
    subject: (orgName) => `Confirm your address for ${orgName}`,
    opening: 'this is to become the address of your account. Confirm it here:',
    closing: 'If you did not expect this mail, you need not do anything.',
  },
}

const untilWhen = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/**
 * Plain ASCII in short lines, names stand in the headers only: such a mail travels as it is, and a link can be copied
 * from the source of it too.
 */
const written = (...lines: readonly string[]): string => ['Hello,', '', ...lines, ''].join('\n')

/** A mail whose link works once. */
export function linkMail(kind: LinkMailKind, { id, to, orgName, publicUrl, token, expiresAt }: LinkMail): Mail {
  const { page, subject, opening, closing } = TEXTS[kind]
  const link = `${publicUrl}/${page}?token=${token}`
  const until = `The link works once, until ${untilWhen(expiresAt)}.`
  return { id, to, subject: subject(orgName), text: written(opening, '', link, '', until, closing) }
}

/** Word to the present address that another one was given: whoever reads it learns of a thief in time. */
export const changeNotice = ({ id, to, orgName }: Pick<LinkMail, 'id' | 'to' | 'orgName'>): Mail => ({
  ...{ id, to, subject: `Your address for ${orgName} is to change` },
  text: written(
    'another address was given for your account. It counts once a mail',
    'to it has been confirmed; until then nothing changes.',
    '',
    'If you know nothing of this, change your password and tell an admin.',
  ),
})
