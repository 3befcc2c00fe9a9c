import packed from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

// What a browser asks of the internet by itself, and a sandbox that root does not have.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]

/** The Chromium that npm brings along, or the one that `CHROMIUM_PATH` names. Whoever starts it closes it. */
export async function startChromium(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? (await packed.executablePath())
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] })
}
