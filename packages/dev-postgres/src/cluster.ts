import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { LaunchError } from './errors.ts'
import { assertReachable } from './owner.ts'

export const SUPERUSER = 'latchkey'
const FIRST_WITH_BUILTIN_LOCALES = 17

const REMOVE = { recursive: true, force: true, maxRetries: 5 } as const

function removeLeftovers(directory: string): void {
  const parent = dirname(directory)
  const leftovers = readdirSync(parent).filter((name) => name.startsWith(`${basename(directory)}.init-`))
  for (const name of leftovers) rmSync(join(parent, name), REMOVE)
}

async function initialise(binaries: Binaries, directory: string, password: string): Promise<void> {
  const draft = `${directory}.init-${process.pid}`
  const passwordFile = `${draft}.password`
  const { ids } = binaries.owner
  try {
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (ids !== undefined) for (const path of [draft, passwordFile]) chownSync(path, ids.uid, ids.gid)
    const hasBuiltinLocales = Number(binaries.major) >= FIRST_WITH_BUILTIN_LOCALES
    const builtin = hasBuiltinLocales ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []
    const locale = ['--encoding=UTF8', '--locale=C', ...builtin]
    const access = ['--username', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256']
    await binaries.run('initdb', ['--pgdata', draft, ...access, ...locale, '--no-sync'])
    renameSync(draft, directory)
  } finally {
    rmSync(draft, REMOVE)
    rmSync(passwordFile, REMOVE)
  }
}

/**
 * Makes the data directory unless it is there. It is made under another name and renamed, so that one that was
 * interrupted is never taken for a whole one.
 * @throws LaunchError when what is there cannot be used
 */
export async function ensureCluster(binaries: Binaries, directory: string, password: string): Promise<void> {
  assertReachable(dirname(directory), binaries.owner)
  removeLeftovers(directory)
  const versionFile = join(directory, 'PG_VERSION')
  if (!existsSync(versionFile)) {
    if (existsSync(directory) && readdirSync(directory).length > 0) {
      throw new LaunchError(
        `${directory} is no PostgreSQL data directory. Remove it or set DATA_DIR to another folder.`,
      )
    }
    return initialise(binaries, directory, password)
  }
  const major = readFileSync(versionFile, 'utf8').trim()
  if (major === binaries.major) return
  throw new LaunchError(
    `${directory} was made by PostgreSQL ${major}, and the embedded one is ${binaries.major}. ` +
      `Remove it to begin anew, set DATA_DIR to another folder, or set DATABASE_URL to a PostgreSQL ${major} server.`,
  )
}
