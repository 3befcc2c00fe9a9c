import { writeFileSync } from 'node:fs'
import { CONFIGURATION_PAGE, configurationPage } from './docs/configuration-page.ts'
import { PERMISSIONS_PAGE, permissionsPage } from './docs/permissions-page.ts'

// Pages that follow from the code; a test fails when one was not written again.
for (const [path, page] of [
  [PERMISSIONS_PAGE, permissionsPage()],
  [CONFIGURATION_PAGE, configurationPage()],
] as const) {
  writeFileSync(path, page)
  console.log(`wrote ${path}`)
}
