import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'

export interface Mail {
  /** The same for every try at the same mail. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
}

export interface MailTransport {
  /** @throws whatever the server or the disk says */
  send(mail: Mail): Promise<void>
}

/** Sends by SMTP. The id becomes the Message-ID, so that a mail sent twice can be told to be one. */
export function smtpTransport(url: string, from: string): MailTransport {
  const transporter = createTransport(url)
  return {
    send: async ({ id, ...mail }) => {
      await transporter.sendMail({ ...mail, from, messageId: `<${id}@latchkey>` })
    },
  }
}

/** Writes each mail to a file, whole or not at all; another try at the same mail replaces it. */
export function fileTransport(directory: string, from: string): MailTransport {
  const transporter = createTransport({ streamTransport: true, buffer: true })
  return {
    send: async ({ id, ...mail }) => {
      const { message } = await transporter.sendMail({ ...mail, from, messageId: `<${id}@latchkey>` })
      await mkdir(directory, { recursive: true })
      const file = join(directory, `${id}.eml`)
      await writeFile(`${file}.part`, message)
      await rename(`${file}.part`, file)
    },
  }
}
