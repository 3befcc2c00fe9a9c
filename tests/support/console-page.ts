import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const SCHEMES = ['light', 'dark'] as const
const SIZES = [
  { width: 1280, height: 900 },
  { width: 320, height: 640 },
]

/** What is wrong with the page as it is, for those who see it and those who do not: in both schemes, wide and narrow. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  await page.evaluate(axe.source)
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const size of SIZES) {
      await page.setViewportSize(size)
      const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })")
      const about = `${new URL(page.url()).pathname} ${colorScheme} ${size.width}`
      for (const { id, nodes } of violations)
        for (const { html, failureSummary } of nodes) faults.push(`${about}: ${id} ${html} ${failureSummary ?? ''}`)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (overflow > 0) faults.push(`${about}: wider than the screen by ${overflow}`)
    }
  }
  return faults
}

/** Presses Tab until what has the focus is called so. @throws Error when nothing is */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const label =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels?.[0] : undefined
      return (label ?? element)?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
    })
    if (name.test(focused)) return
  }
  throw new Error(`nothing called ${name} can be reached by Tab on ${page.url()}`)
}

/** What the browser complained about: a policy that was broken, a file that was missing. */
export function complaints(page: Page): string[] {
  const all: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') all.push(message.text())
  })
  page.on('pageerror', (error) => all.push(String(error)))
  return all
}
