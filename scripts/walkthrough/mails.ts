import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** As long as a worker that was stopped takes to be given up, and its mail to be sent by another. */
const DEADLINE_MS = 60_000
/** Time for the first mail of the story to be sent. */
const FIRST_MS = 15_000
const INTERVAL_MS = 100

/** The mails that core-api writes to files while it has no mail server. */
export interface Mails {
  /** Whether mails are kept here at all; the story has had some sent when it asks. */
  areKept(): Promise<boolean>
  /** The token of the link to this page of the front end, in the last mail to this address. */
  tokenTo(address: string, page: string): Promise<string>
}

async function until<Found>(look: () => Found | undefined, deadline: number): Promise<Found | undefined> {
  for (const end = Date.now() + deadline; Date.now() < end; await delay(INTERVAL_MS)) {
    const found = look()
    if (found !== undefined) return found
  }
  return undefined
}

/** The text as a reader sees it, as far as a link goes. */
const readable = (mail: string): string => mail.replaceAll('=\r\n', '').replaceAll('=3D', '=')

export function openMails(directory: string): Mails {
  const tokenIn = (name: string, address: string, page: string): string | undefined => {
    const mail = readable(readFileSync(join(directory, name), 'utf8'))
    const isTo = mail.split('\r\n').some((line) => line.startsWith('To: ') && line.includes(address))
    return isTo ? new RegExp(`/${page}\\?token=([\\w-]+)`).exec(mail)?.[1] : undefined
  }
  const find = (address: string, page: string) => {
    const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.eml')) : []
    const age = (name: string) => statSync(join(directory, name)).mtimeMs
    const latestFirst = names.toSorted((one, other) => age(other) - age(one))
    return latestFirst.map((name) => tokenIn(name, address, page)).find((token) => token !== undefined)
  }
  return {
    areKept: async () => (await until(() => existsSync(directory) || undefined, FIRST_MS)) === true,
    tokenTo: async (address, page) => {
      const token = await until(() => find(address, page), DEADLINE_MS)
      if (token === undefined) throw new Error(`no mail to ${address} with a link to /${page} came to ${directory}`)
      return token
    },
  }
}
