import { readFileSync } from 'node:fs'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { expect, it } from 'vitest'
import { PERMISSIONS_PAGE, permissionsPage } from '../../scripts/docs/permissions-page.ts'

it('docs/permissions.md is up to date', () => {
  const page = readFileSync(new URL(`../../${PERMISSIONS_PAGE}`, import.meta.url), 'utf8')
  expect(page, 'write it again with `pnpm write:docs`').toBe(permissionsPage())
})

it('the page of the permissions has a line for each key', () => {
  const lines = permissionsPage().split('\n')
  for (const key of PERMISSION_KEYS) expect(lines.filter((line) => line.startsWith(`| \`${key}\` |`))).toHaveLength(1)
})
