import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Transporter } from 'nodemailer'

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

/** Made with the first mail: the library takes a tenth of the time of a start. */
function lazily<Sent>(
  make: (mailer: typeof import('nodemailer')) => Transporter<Sent>,
): () => Promise<Transporter<Sent>> {
  let made: Promise<Transporter<Sent>> | undefined
  return () => {
    made ??= import('nodemailer').then(make)
    return made
  }
}

/** Sends by SMTP. The id becomes the Message-ID, so that a mail sent twice can be told to be one. */
export function smtpTransport(url: string, from: string): MailTransport {
  // Well below the time after which the job counts as abandoned and another worker takes it.
  const timeouts = { connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 8_000 }
  const transporter = lazily(({ createTransport }) => createTransport({ url, ...timeouts }))
  return {
    send: async ({ id, ...mail }) => {
      await (await transporter()).sendMail({ ...mail, from, messageId: `<${id}@latchkey>` })
    },
  }
}

const PART = '.part'
/** A younger temporary file may still be in use by another process. */
const PART_MS = 60_000

/** Removes what a full disk or a killed process has left of mails. */
async function removeParts(directory: string): Promise<void> {
  const parts = (await readdir(directory)).filter((name) => name.endsWith(PART)).map((name) => join(directory, name))
  for (const part of parts) {
    // Renamed by its writer, or removed by another process, meanwhile.
    const found = await stat(part).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < Date.now() - PART_MS) await rm(part, { force: true })
  }
}

/**
 * Writes each mail to a file that its owner alone can read, whole or not at all; another try at the same mail replaces
 * it.
 */
export function fileTransport(directory: string, from: string): MailTransport {
  const transporter = lazily(({ createTransport }) => createTransport({ streamTransport: true, buffer: true }))
  return {
    send: async ({ id, ...mail }) => {
      const { message } = await (await transporter()).sendMail({ ...mail, from, messageId: `<${id}@latchkey>` })
      await mkdir(directory, { recursive: true })
      await chmod(directory, 0o700)
      await removeParts(directory)
      const file = join(directory, `${id}.eml`)
      // Of this try alone: another may write the same mail at the same time.
      const part = `${file}.${randomUUID()}${PART}`
      try {
        await writeFile(part, message, { mode: 0o600 })
        await rename(part, file)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
  }
}
