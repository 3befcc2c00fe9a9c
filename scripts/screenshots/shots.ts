import type { Page } from 'playwright-core'

export interface Shot {
  readonly name: string
  readonly size: { readonly width: number; readonly height: number }
  readonly colorScheme: 'light' | 'dark'
  /** Goes from page to page as people do: ids are different each time. */
  readonly visit: (page: Page) => Promise<unknown>
}

const WIDE = { width: 1120, height: 700 }
const NARROW = { width: 390, height: 760 }

const follow = async (page: Page, link: string) => {
  await page.click(`a:text-is("${link}")`)
  await page.waitForLoadState()
}

const toBuilding = async (page: Page) => {
  await page.goto('/console/buildings')
  await follow(page, 'Harbour House')
}

/** The pictures of docs/console. */
export const SHOTS: readonly Shot[] = [
  {
    name: 'buildings',
    size: { width: 1120, height: 312 },
    colorScheme: 'light',
    visit: (page) => page.goto('/console/buildings'),
  },
  { name: 'building', size: WIDE, colorScheme: 'light', visit: toBuilding },
  {
    name: 'booked',
    ...{ size: { width: 1120, height: 312 }, colorScheme: 'light' },
    visit: async (page) => {
      await toBuilding(page)
      await page.locator('section', { has: page.locator('h2:text-is("Booked moves")') }).evaluate((section) => {
        section.scrollIntoView({ behavior: 'instant' })
      })
    },
  },
  {
    name: 'person',
    ...{ size: WIDE, colorScheme: 'light' },
    visit: async (page) => {
      await page.goto('/console/people?q=Eleanor')
      await follow(page, 'Eleanor Whitfield')
    },
  },
  {
    name: 'why',
    ...{ size: WIDE, colorScheme: 'dark' },
    visit: async (page) => {
      await toBuilding(page)
      await follow(page, 'Who may do what')
      await follow(page, 'Tomáš Dvořák')
    },
  },
  { name: 'permissions', size: WIDE, colorScheme: 'light', visit: (page) => page.goto('/console/permissions') },
  { name: 'building-narrow', size: NARROW, colorScheme: 'dark', visit: toBuilding },
]
