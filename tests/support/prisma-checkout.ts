import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const PARTS = ['prisma', 'prisma.config.ts', 'scripts', 'package.json']
/** Where `pnpm migrate create` writes the name of the newest. */
const NEWEST = 'packages/shared/src/db'

const migrationsIn = (folder: string): string[] =>
  readdirSync(join(folder, 'prisma/migrations')).filter((name) => name !== 'migration_lock.toml')

/** What is needed of the repository to make migrations, in a folder that goes with the suite: who makes them writes into it. */
export function prismaCheckout() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-migrations-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true })
  mkdirSync(join(folder, NEWEST), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const before = migrationsIn(folder)
  const schema = join(folder, 'prisma/schema.prisma')
  return {
    folder,
    /** One column more, for which one statement is due. */
    changeSchema: () => {
      const text = readFileSync(schema, 'utf8')
      writeFileSync(schema, text.replace(/^model Unit \{/m, '$&\n  planted DateTime?'))
    },
    /** The migrations that have come since, and what is in them. */
    added: () =>
      migrationsIn(folder)
        .filter((name) => !before.includes(name))
        .map((name) => ({
          name,
          sql: readFileSync(join(folder, 'prisma/migrations', name, 'migration.sql'), 'utf8').trim(),
        })),
    newest: () => readFileSync(join(folder, NEWEST, 'latest-migration.ts'), 'utf8'),
  }
}

export const STATEMENT_DUE = '-- AlterTable\nALTER TABLE "units" ADD COLUMN     "planted" TIMESTAMP(3);'
