import { changeNotice, linkMail } from '@latchkey/core-api/mail/texts'
import { fileTransport, type Mail, type MailTransport, smtpTransport } from '@latchkey/core-api/mail/transport'
import { describe, expect, it } from 'vitest'
import { mailDirectory, tokenIn } from '../support/mail.ts'
import { type Received, smtpServer } from '../support/smtp-server.ts'
import { unique } from '../support/world.ts'

const server = await smtpServer()
const FROM = 'Latchkey <no-reply@latchkey.test>'
const transport = smtpTransport(server.url, FROM)
const ADDRESS = 'jane@example.test'
const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWxYz012345'
const SITE = 'https://a.test'
const linkAt = (site: string) => `${site}/accept-invite?token=${TOKEN}`
const expiresAt = new Date('2026-02-03T04:05:06Z')

const shown = (name: string, orgName = 'Org', publicUrl = SITE) => ({
  ...{ id: unique('mail'), to: { name, address: ADDRESS }, orgName, publicUrl, token: TOKEN, expiresAt },
})
const mailTo = (...names: Parameters<typeof shown>) => linkMail('INVITE', shown(...names))

/** The headers, each on one line, by lower-case name; a name that stands twice is a fault of its own. */
function headersOf(message: string): Record<string, string> {
  const head = message.slice(0, message.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ')
  const headers: Record<string, string> = {}
  for (const line of head.split('\r\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase()
    if (name in headers) throw new Error(`${name} stands twice`)
    headers[name] = line.slice(line.indexOf(':') + 1).trim()
  }
  return headers
}

/** The text as a reader sees it. */
function textOf(message: string): string {
  const body = message.slice(message.indexOf('\r\n\r\n') + 4)
  if (headersOf(message)['content-transfer-encoding'] !== 'quoted-printable') return body
  const joined = body.replaceAll('=\r\n', '')
  return joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

async function sentMail(mail: Mail): Promise<Received> {
  server.received.length = 0
  await transport.send(mail)
  const [received] = server.received
  if (received === undefined || server.received.length > 1) throw new Error('not exactly one mail came')
  return received
}
const sent = (...names: Parameters<typeof shown>) => sentMail(mailTo(...names))

const NAMES = Object.keys(headersOf((await sent('Jane')).message)).toSorted()

describe('a mail by SMTP', () => {
  it('goes to the address, from the sender, and has the link on one line', async () => {
    const { commands, message } = await sent('Jane')
    expect(commands).toEqual([
      expect.stringMatching(/^MAIL FROM:<no-reply@latchkey\.test>/),
      expect.stringMatching(/^RCPT TO:<jane@example\.test>/),
    ])
    expect(headersOf(message)).toMatchObject({
      from: FROM,
      to: 'Jane <jane@example.test>',
      subject: 'You are invited to Org',
      'content-type': expect.stringMatching(/^text\/plain/),
    })
    const lines = message.split('\r\n')
    expect(lines).toContain(linkAt(SITE))
    expect([tokenIn(message), textOf(message).match(/https?:/g)?.length]).toEqual([TOKEN, 1])
    expect(message).toContain('2026-02-03 04:05 UTC')
  })

  it('has the link whole, however long the name of the host is', async () => {
    const long = `https://${'sub.'.repeat(40)}example.test`
    expect(textOf((await sent('Jane', 'Org', long)).message).split('\r\n')).toContain(linkAt(long))
  })

  it.each([
    ['PASSWORD_RESET', 'A new password for Org', 'reset-password'],
    ['EMAIL_CHANGE', 'Confirm your address for Org', 'confirm-email'],
  ] as const)('of %s is about %j, and leads to the page %s', async (kind, subject, page) => {
    const { message } = await sentMail(linkMail(kind, shown('Jane')))
    expect(headersOf(message)['subject']).toBe(subject)
    expect(message.split('\r\n')).toContain(`${SITE}/${page}?token=${TOKEN}`)
    expect(message).toContain('2026-02-03 04:05 UTC')
  })

  it('to the present address of somebody who changes it holds no link', async () => {
    const { message } = await sentMail(changeNotice(shown('Jane')))
    expect(headersOf(message)['subject']).toBe('Your address for Org is to change')
    expect(message).not.toMatch(/https?:|token/)
  })

  it('has one Message-ID for every try, and another for another mail', async () => {
    const mail = mailTo('Jane')
    server.received.length = 0
    for (const one of [mail, mail, mailTo('Jane')]) await transport.send(one)
    const ids = server.received.map(({ message }) => headersOf(message)['message-id'])
    expect([ids[0], new Set(ids).size]).toEqual([ids[1], 2])
  })

  it.each(['451 try again later', '550 no such user', '554 spam'])('that is answered %j throws', async (line) => {
    server.answer(line)
    server.received.length = 0
    await expect(transport.send(mailTo('Jane'))).rejects.toThrow(line.slice(0, 3))
    server.answer('250 taken')
    expect(server.received).toEqual([])
    await transport.send(mailTo('Jane'))
    expect(server.received).toHaveLength(1)
  })

  it('throws when no server listens', async () => {
    await expect(smtpTransport('smtp://127.0.0.1:1', FROM).send(mailTo('Jane'))).rejects.toThrow(/ECONNREFUSED/)
  })
})

const HOSTILE: [what: string, text: string][] = [
  ['quotes', 'Jane "the boss" O\'Hara'],
  ['a quote that is not closed', 'Jane "'],
  ['a backslash before a quote', 'Jane \\"'],
  ['another address', 'Jane <eve@example.test>'],
  ['a list of addresses', 'Jane <eve@example.test>, Eve <eve@example.test>'],
  ['a group', 'friends: eve@example.test;'],
  ['a line break and a header', 'Jane\r\nBcc: eve@example.test'],
  ['a line feed and a header', 'Jane\nBcc: eve@example.test'],
  ['a carriage return and a header', 'Jane\rBcc: eve@example.test'],
  ['a folded header', 'Jane\r\n Bcc: eve@example.test'],
  ['an end of the headers', 'Jane\r\n\r\nhttp://evil.example.test'],
  ['an end of the mail', 'Jane\r\n.\r\nRCPT TO:<eve@example.test>'],
  ['umlauts', 'Jürgen Müller'],
  ['another script', '渡辺 さくら'],
  ['emoji', 'Jane 🦊'],
  ['an encoded word', '=?utf-8?q?Bcc=3A_eve=40example=2Etest?='],
  ['a line separator', 'Jane\u2028Bcc: eve@example.test'],
  ['200 letters', 'x'.repeat(200)],
]

describe.each(HOSTILE)('a name with %s', (_, text) => {
  const harmless = ({ commands, message }: Received) => {
    expect(commands.map((line) => line.replace(/>.*/, '>'))).toEqual([
      'MAIL FROM:<no-reply@latchkey.test>',
      `RCPT TO:<${ADDRESS}>`,
    ])
    const headers = headersOf(message)
    expect(Object.keys(headers).toSorted()).toEqual(NAMES)
    expect(headers['to']).toMatch(/(^|<)jane@example\.test>?$/)
    expect([tokenIn(message), textOf(message).match(/https?:/g)?.length]).toEqual([TOKEN, 1])
  }

  it('of a person adds neither header nor recipient nor link', async () => {
    harmless(await sent(text))
  })

  it('of an org adds neither header nor recipient nor link', async () => {
    harmless(await sent('Jane', text))
  })
})

describe('a mail as a file', () => {
  const files = mailDirectory()

  it.each(HOSTILE)('has the headers of one by SMTP, with %s', async (_, text) => {
    const mail = mailTo(text, text)
    await files.transport.send(mail)
    expect(Object.keys(headersOf(files.read(`${mail.id}.eml`))).toSorted()).toEqual(NAMES)
  })

  it('is one file, however often it is sent', async () => {
    const mail = mailTo('Jane')
    const before = files.names().length
    for (let attempt = 0; attempt < 3; attempt += 1) await files.transport.send(mail)
    expect(files.names().length - before).toBe(1)
  })

  it('is written beside many others at once', async () => {
    const mails = Array.from({ length: 100 }, () => mailTo('Jane'))
    const before = files.names().length
    await Promise.all(mails.map((mail) => files.transport.send(mail)))
    expect(files.names().length - before).toBe(mails.length)
  })

  it('is written by two tries at once', async () => {
    const mail = mailTo('Jane')
    const before = files.names().length
    await Promise.all(Array.from({ length: 20 }, () => files.transport.send(mail)))
    expect(files.names().length - before).toBe(1)
  })

  it('that cannot be written throws', async () => {
    const nowhere: MailTransport = fileTransport(`${import.meta.filename}/mail`, FROM)
    await expect(nowhere.send(mailTo('Jane'))).rejects.toThrow()
  })
})
