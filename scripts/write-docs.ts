import { writeFileSync } from 'node:fs'
import { CLIENT_FILES } from './docs/client.ts'
import { CONFIGURATION_PAGE, configurationPage } from './docs/configuration-page.ts'
import { LOGS_PAGE, logsPage } from './docs/logs-page.ts'
import { METRICS_PAGE, metricsPage } from './docs/metrics-page.ts'
import { PERMISSIONS_PAGE, permissionsPage } from './docs/permissions-page.ts'
import { VERIFICATION_PAGE, verificationPage } from './docs/verification-page.ts'
import { LATEST_MIGRATION_FILE, latestMigrationFile } from './migrations/latest.ts'
import { POLICY_HASH_FILE, POLICY_LOCK, policyHashFile, policyLockPage } from './policy/lock.ts'

const pages = {
  ...CLIENT_FILES,
  [PERMISSIONS_PAGE]: permissionsPage,
  [CONFIGURATION_PAGE]: configurationPage,
  [METRICS_PAGE]: metricsPage,
  [LOGS_PAGE]: logsPage,
  [POLICY_LOCK]: policyLockPage,
  [POLICY_HASH_FILE]: policyHashFile,
  [VERIFICATION_PAGE]: verificationPage,
  [LATEST_MIGRATION_FILE]: latestMigrationFile,
}

// What follows from the code; a test fails when it was not written again.
for (const [path, page] of Object.entries(pages)) {
  writeFileSync(path, await page())
  console.log(`wrote ${path}`)
}
