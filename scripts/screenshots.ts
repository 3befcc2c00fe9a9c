import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { coreApiUrl, readPlatformKey } from './api/platform-key.ts'
import { makeDemo } from './demo/demo.ts'
import { startChromium } from './screenshots/chromium.ts'
import { SHOTS, type Shot } from './screenshots/shots.ts'

const { values } = parseArgs({
  options: { org: { type: 'string', default: 'demo' }, out: { type: 'string', default: 'docs/console' } },
})

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', password)
  await page.click('button')
  await page.waitForURL('**/console/buildings')
}

async function take(page: Page, { name, size, colorScheme, visit }: Shot): Promise<void> {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await visit(page)
  const path = join(values.out, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  console.log(path)
}

const baseURL = coreApiUrl()
const { password, guides } = await makeDemo(baseURL, readPlatformKey(), values.org)
const chromium = await startChromium()
try {
  const page = await (await chromium.newContext({ baseURL })).newPage()
  await signIn(page, guides[0]?.email ?? '', password)
  for (const shot of SHOTS) await take(page, shot)
} finally {
  await chromium.close()
}
