import { writeFileSync } from 'node:fs'
import { PERMISSIONS_PAGE, permissionsPage } from './docs/permissions-page.ts'

// docs/permissions.md follows from the policy; a test fails when it was not written again.
writeFileSync(PERMISSIONS_PAGE, permissionsPage())
console.log(`wrote ${PERMISSIONS_PAGE}`)
