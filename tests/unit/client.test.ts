import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CLIENT_FILES } from '../../scripts/docs/client.ts'

it.each(Object.entries(CLIENT_FILES))('%s follows from the OpenAPI document: `pnpm write:docs`', async (path, page) => {
  expect(await page()).toBe(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
})
