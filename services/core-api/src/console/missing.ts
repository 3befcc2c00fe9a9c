import { notFound } from './failure.ts'
import type { Page } from './page.ts'

/** What stands at an address without a page. */
export const page: Page = { isOpen: true, show: async () => notFound }
