import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readMigrations } from './files.ts'

export const LATEST_MIGRATION_FILE = 'packages/shared/src/db/latest-migration.ts'

/** What core-api knows at run time of the migrations: the image has none of them. */
export function latestMigrationFile(): string {
  const newest = readMigrations().at(-1)?.name ?? ''
  return `/** The newest folder of prisma/migrations: a database without it is not ready. Written by \`pnpm write:docs\`. */
export const LATEST_MIGRATION = '${newest}'
`
}

/** As `pnpm write:docs` does, for whoever has just made a migration. */
export const writeLatestMigration = (): void =>
  writeFileSync(fileURLToPath(new URL(`../../${LATEST_MIGRATION_FILE}`, import.meta.url)), latestMigrationFile())
