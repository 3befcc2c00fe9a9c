import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { machineEnvironment } from '../support/machine-environment.ts'

const root = join(import.meta.dirname, '../..')
const MAX_OUTPUT = 2 ** 26

const git = (args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: MAX_OUTPUT })

/** The day in the name of a migration: that of the names' first eight digits. */
const dayOf = (name: string): string => name.slice(0, 8)

/** The migrations of the day of the newest one: what a version is rolled out with. */
export function migrationsOfToday(): string[] {
  const names = readMigrations().map(({ name }) => name)
  return names.filter((name) => dayOf(name) === dayOf(names.at(-1) ?? ''))
}

const fileOf = (name: string): string => `prisma/migrations/${name}/migration.sql`

/** The commit that brought a migration; nothing while it is not committed. */
const bringerOf = (name: string): string[] =>
  git(['log', '--diff-filter=A', '--format=%H', '--', fileOf(name)])
    .split('\n')
    .filter(Boolean)
    .slice(-1)

const isCommit = (name: string): boolean =>
  spawnSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { cwd: root }).status === 0

/**
 * What counts as the version before: the commit before the first of today's migrations. So that a migration is held to code that
 * ran when it was applied, and never to code that was written for it.
 * @throws Error when the history does not go back that far
 */
export function yesterday(): string {
  const today = migrationsOfToday()
  const bringers = today.flatMap(bringerOf)
  if (bringers.length === 0) return 'HEAD'
  const lacksAll = (commit: string): boolean =>
    isCommit(commit) && git(['ls-tree', '--name-only', commit, '--', ...today.map(fileOf)]) === ''
  const commit = bringers.map((bringer) => `${bringer}^`).find(lacksAll)
  if (commit === undefined) {
    throw new Error(`No commit of this clone is before ${today.join(', ')}: \`git fetch --unshallow\` brings the rest.`)
  }
  return commit
}

export interface Tree {
  readonly folder: string
  remove(): void
}

/** The files of a commit, and the packages that it asks for, from the store where they are there. */
export function checkOut(commit: string): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-yesterday-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: MAX_OUTPUT })
    execFileSync('tar', ['--extract', '--directory', folder], { input: archive })
    const install = ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline']
    const env = { ...machineEnvironment(), CI: 'true' }
    const { status, stdout, stderr } = spawnSync('npx', install, { cwd: folder, env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`The packages of ${commit} cannot be installed:\n${stdout}${stderr}`)
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}
