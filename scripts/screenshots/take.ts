import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { makeDemo } from '../demo/demo.ts'
import { startChromium } from './chromium.ts'
import { SHOTS, type Shot } from './shots.ts'

interface Where {
  readonly baseUrl: string
  readonly platformKey: string
  /** The slug of the demonstration's org, which is made if it is not there. */
  readonly org: string
  /** The folder for the pictures. */
  readonly out: string
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', password)
  await page.click('button')
  await page.waitForURL('**/console/buildings')
}

async function take(page: Page, { name, size, colorScheme, visit }: Shot, out: string): Promise<string> {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await visit(page)
  const path = join(out, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  return path
}

/** Takes the pictures of docs/console of a running system; answers their paths. */
export async function takeScreenshots({ baseUrl, platformKey, org, out }: Where): Promise<string[]> {
  const { password, guides } = await makeDemo(baseUrl, platformKey, org)
  const chromium = await startChromium()
  try {
    const page = await (await chromium.newContext({ baseURL: baseUrl })).newPage()
    await signIn(page, guides[0]?.email ?? '', password)
    const paths: string[] = []
    for (const shot of SHOTS) paths.push(await take(page, shot, out))
    return paths
  } finally {
    await chromium.close()
  }
}
