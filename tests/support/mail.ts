import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivery } from '@latchkey/core-api/mail/deliver'
import { fileTransport, type Mail, type MailTransport } from '@latchkey/core-api/mail/transport'
import { createDb } from '@latchkey/shared/db/client'
import { createMetrics } from '@latchkey/shared/metrics/metrics'
import { afterAll, vi } from 'vitest'
import { PATIENT } from './database.ts'

export const PUBLIC_URL = 'http://latchkey.test'

/** A transport that keeps what it is given, and fails as long as it is told to. */
export interface FakeTransport extends MailTransport {
  readonly sent: Mail[]
  failing: boolean
}

export function fakeTransport(): FakeTransport {
  const transport: FakeTransport = {
    sent: [],
    failing: false,
    send: async (mail) => {
      if (transport.failing) throw new Error('the mail server is down')
      transport.sent.push(mail)
    },
  }
  return transport
}

/** Mails as files, in a directory of the suite's own. */
export function mailDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-mail-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const names = () => readdirSync(directory).filter((name) => name.endsWith('.eml'))
  return {
    transport: fileTransport(directory, 'Latchkey <no-reply@localhost>'),
    names,
    read: (name: string) => readFileSync(join(directory, name), 'utf8'),
  }
}

/** What delivering needs. */
export function delivery(url: string, transport: MailTransport): Delivery {
  const db = createDb(url, 3, PATIENT)
  afterAll(() => db.$disconnect())
  return { db, clock: () => new Date(), transport, publicUrl: PUBLIC_URL, metrics: createMetrics('core-api') }
}

const DEADLINE_MS = 15_000

/** Asks until the answer is there; waits no longer than it must. */
export const eventually = <Result>(look: () => Promise<Result | undefined> | Result | undefined): Promise<Result> => {
  const find = async (): Promise<Result> => {
    const found = await look()
    if (found === undefined) throw new Error('nothing came')
    return found
  }
  return vi.waitFor(find, { timeout: DEADLINE_MS, interval: 50 })
}

/** The token of the one link in a mail. */
export const tokenIn = (text: string): string => /\?token=([\w-]+)/.exec(text)?.[1] ?? ''
