import type { BrowserContext } from 'playwright-core'
import { afterAll } from 'vitest'
import { startChromium } from '../../scripts/screenshots/chromium.ts'

export interface TestBrowser {
  /** Cookies, storage and pages of its own. */
  readonly context: BrowserContext
  /** Where requests went since the last look: each host and port once. */
  hosts(): string[]
}

/** Names are not looked up: nothing but this machine can be reached. */
const OFFLINE = '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'

/** A headless Chromium that comes from npm and reaches this machine alone. Call at the top level of a suite. */
export async function testBrowser(): Promise<TestBrowser> {
  const browser = await startChromium([OFFLINE])
  afterAll(() => browser.close())
  const context = await browser.newContext()
  let seen = new Set<string>()
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http')) seen.add(host)
  })
  return {
    context,
    hosts: () => {
      const hosts = [...seen]
      seen = new Set()
      return hosts
    },
  }
}
