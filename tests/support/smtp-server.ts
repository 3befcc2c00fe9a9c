import { createServer, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/** What a client handed over: the envelope as it was said, and the mail as it came. */
export interface Received {
  readonly commands: readonly string[]
  readonly message: string
}

export interface SmtpServer {
  readonly url: string
  readonly received: Received[]
  /** From now on mails are answered with this line, `250 taken` when all is well. */
  answer(line: string): void
  /** From now on recipients are answered with this line, in which `%s` is who they are. */
  answerRecipients(line: string): void
}

const END = '\r\n.\r\n'

/** What the server answers to mails, and to each recipient. */
interface Says {
  answer(): string
  toRecipient(command: string): string
}

/** Speaks SMTP with one client: line by line, and the mail in one piece. */
function converse(socket: Socket, { answer, toRecipient }: Says, take: (received: Received) => void): void {
  let buffer = ''
  let isMail = false
  let commands: string[] = []
  const reply = (line: string) => socket.write(`${line}\r\n`)
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'MAIL' || verb === 'RCPT') commands.push(line)
    isMail = verb === 'DATA'
    if (verb === 'QUIT') socket.end('221 bye\r\n')
    else if (verb === 'RCPT') reply(toRecipient(line))
    else reply(isMail ? '354 go on' : '250 fine')
  }
  const mail = (message: string) => {
    if (answer().startsWith('250')) take({ commands, message: message.replaceAll('\r\n..', '\r\n.') })
    commands = []
    isMail = false
    reply(answer())
  }
  socket.setEncoding('utf8').on('error', () => undefined)
  socket.on('data', (chunk: string) => {
    buffer += chunk
    for (let end = 0; ; ) {
      const separator = isMail ? END : '\r\n'
      end = buffer.indexOf(separator)
      if (end === -1) return
      const part = buffer.slice(0, end)
      buffer = buffer.slice(end + separator.length)
      if (isMail) mail(part)
      else command(part)
    }
  })
  reply('220 tests')
}

/** A real SMTP server on a port of its own. Call at the top level of a suite. */
export async function smtpServer(): Promise<SmtpServer> {
  let line = '250 taken'
  let recipients = '250 fine'
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    converse(
      socket,
      {
        answer: () => line,
        toRecipient: (command) => recipients.replace('%s', /<(.*)>/.exec(command)?.[1] ?? ''),
      },
      (mail) => received.push(mail),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the mail server listens on no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    answer(next) {
      line = next
    },
    answerRecipients(next) {
      recipients = next
    },
  }
}
