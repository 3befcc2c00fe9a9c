import { parseArgs } from 'node:util'
import { installJobs } from '@latchkey/core-api/mail/queue'
import { messageOf } from '@latchkey/dev-postgres/errors'
import { readSecretFiles } from '@latchkey/shared/secret-files'
import { ensureAuthzRole } from './migrations/authz-role.ts'
import { withClient } from './migrations/client.ts'
import { ensureCoreApiRole } from './migrations/core-api-role.ts'
import { deploy, describeDeployed, seed } from './migrations/deploy.ts'
import { readMigrations } from './migrations/files.ts'
import { markRolledBack, statusOf } from './migrations/history.ts'
import { afterRestore } from './migrations/identity.ts'
import { writeLatestMigration } from './migrations/latest.ts'
import { setPooledRole } from './migrations/pooled-role.ts'

const USAGE = `Usage: pnpm migrate COMMAND, on the database of DATABASE_URL (or of the file DATABASE_URL_FILE)
  deploy                 apply migrations, write the catalogue, make the schema of the queue, set up the roles of
                         AUTHZ_DATABASE_URL and CORE_API_DATABASE_URL when they are set
  status                 what is not applied, failed, edited or unknown; exit 1 when there is any
  drift                  whether database, migrations and schema.prisma agree; exit 1 when they do not
  lint                   what in the migrations would rewrite or lock a table for long; exit 1 when anything would
  create NAME [--draft]  write a migration to schema.prisma, needs no DATABASE_URL; with --draft also an empty one
  rolled-back NAME       after a failed migration was undone by hand: let the next deploy try it again
  seed                   write the catalogue
  queue                  make the schema of the queue
  authz-role             set up the role of AUTHZ_DATABASE_URL
  core-api-role          set up the role of CORE_API_DATABASE_URL
  after-restore          after a backup was restored, before anything is served: end sessions and links of the past, lift
                         all versions beyond those that were given since
  pooled                 for PgBouncer: write the settings of connections onto the roles of both services`

class UsageError extends Error {}

type Variable = 'DATABASE_URL' | 'AUTHZ_DATABASE_URL' | 'CORE_API_DATABASE_URL'

/** A variable, or the content of the file that NAME_FILE names. */
function optional(name: Variable): string | undefined {
  const { values, faults } = readSecretFiles(process.env, [name])
  const fault = faults.get(name)
  if (fault !== undefined) throw new UsageError(fault.trim())
  return values[name] || undefined
}

function variable(name: Variable): string {
  const value = optional(name)
  if (value === undefined) throw new UsageError(`${name} is not set`)
  return value
}

/** Prisma's engine, for those who write migrations; whoever applies them never loads it. */
const loadEngine = () => import('./migrations/engine.ts')

const say = (lines: readonly string[], otherwise: string) =>
  console.log(lines.length > 0 ? lines.join('\n') : otherwise)

async function deployAll(url: string): Promise<boolean> {
  const roles = [optional('AUTHZ_DATABASE_URL'), optional('CORE_API_DATABASE_URL')] as const
  say(describeDeployed(await deploy(url, ...roles)), 'up to date')
  return true
}

async function reportStatus(url: string): Promise<boolean> {
  const status = await withClient(url, (client) => statusOf(client, readMigrations()))
  const lines = Object.entries(status).flatMap(([state, names]: [string, readonly string[]]) =>
    names.map((name) => `${state}: ${name}`),
  )
  say(lines, 'all migrations are applied')
  return lines.length === 0
}

async function reportDrift(url: string): Promise<boolean> {
  const { migrationDrift } = await loadEngine()
  const { database, schema } = await migrationDrift(url)
  console.log(database === '' ? 'no drift' : `The database has drifted from the migrations by:\n${database}`)
  console.log(schema === '' ? 'schema.prisma == migrations' : `schema.prisma is ahead of the migrations by:\n${schema}`)
  return database === '' && schema === ''
}

/** Without a database of one's own a PostgreSQL that is gone afterwards: only its engine is needed. */
async function onSomeDatabase<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const given = optional('DATABASE_URL')
  if (given !== undefined) return use(given)
  const { startThrowaway } = await import('@latchkey/dev-postgres/throwaway')
  const { url, stop } = await startThrowaway()
  try {
    return await use(url)
  } finally {
    await stop()
  }
}

async function create(name: string, draft: boolean): Promise<boolean> {
  const { createMigration } = await loadEngine()
  const file = name.toLowerCase().replace(/\W+/g, '_')
  const path = await onSomeDatabase((url) => createMigration(url, file, { draft }))
  if (path !== undefined) writeLatestMigration()
  console.log(
    path === undefined ? 'schema.prisma == migrations: nothing to create' : `Read and complete ${path}/migration.sql`,
  )
  return true
}

async function rolledBack(url: string, name: string): Promise<boolean> {
  await withClient(url, (client) => markRolledBack(client, name))
  console.log(`${name} is marked as rolled back`)
  return true
}

async function writeCatalogue(url: string): Promise<boolean> {
  say(describeDeployed({ applied: [], removed: await seed(url) }), 'the catalogue is written')
  return true
}

async function setUpQueue(url: string): Promise<boolean> {
  await installJobs(url)
  console.log('the schema of the queue is there')
  return true
}

async function setUpAuthzRole(url: string): Promise<boolean> {
  await ensureAuthzRole(url, variable('AUTHZ_DATABASE_URL'))
  console.log('the role of authz is set up')
  return true
}

async function setUpCoreApiRole(url: string): Promise<boolean> {
  await ensureCoreApiRole(url, variable('CORE_API_DATABASE_URL'))
  console.log('the role of core-api is set up')
  return true
}

async function lintMigrations(): Promise<boolean> {
  const { describeFault, lint, sinceLint } = await import('./migrations/lint.ts')
  const faults = await lint(sinceLint(readMigrations()))
  say(faults.map(describeFault), 'nothing rewrites or locks a table for long without a word of why')
  return faults.length === 0
}

async function makeServable(url: string): Promise<boolean> {
  const { users, orgs, sessions, links } = await withClient(url, afterRestore)
  console.log(`versions of ${users} users and ${orgs} orgs lifted, ${sessions} sessions and ${links} links ended`)
  return true
}

async function setPooledRoles(url: string): Promise<boolean> {
  const [coreApi, authz] = [optional('CORE_API_DATABASE_URL') ?? url, optional('AUTHZ_DATABASE_URL')]
  const roles = [await setPooledRole(url, coreApi, 'core-api')]
  if (authz !== undefined) roles.push(await setPooledRole(url, authz, 'authz'))
  console.log(`the settings of connections are written onto ${roles.join(' and ')}`)
  return true
}

const COMMANDS: Readonly<Record<string, (url: string) => Promise<boolean>>> = {
  deploy: deployAll,
  status: reportStatus,
  drift: reportDrift,
  seed: writeCatalogue,
  queue: setUpQueue,
  'authz-role': setUpAuthzRole,
  'core-api-role': setUpCoreApiRole,
  'after-restore': makeServable,
  pooled: setPooledRoles,
}

/** @returns whether all is as it should be */
function run(args: string[]): Promise<boolean> {
  const parsed = (() => {
    try {
      return parseArgs({ args, allowPositionals: true, options: { draft: { type: 'boolean', default: false } } })
    } catch (error) {
      throw new UsageError(messageOf(error))
    }
  })()
  const [command = '', name, ...rest] = parsed.positionals
  const plain = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
  const { draft } = parsed.values
  if (rest.length > 0 || (draft && command !== 'create')) throw new UsageError(`Too much: ${args.join(' ')}`)
  if (command === 'lint' && name === undefined) return lintMigrations()
  if (plain !== undefined && name === undefined) return plain(variable('DATABASE_URL'))
  if (command === 'create' && name !== undefined) return create(name, draft)
  if (command === 'rolled-back' && name !== undefined) return rolledBack(variable('DATABASE_URL'), name)
  throw new UsageError(command === '' ? 'No command' : `Not a command: ${args.join(' ')}`)
}

try {
  process.exitCode = (await run(process.argv.slice(2))) ? 0 : 1
} catch (error) {
  const misused = error instanceof UsageError
  console.error(misused ? `${error.message}\n\n${USAGE}` : messageOf(error))
  process.exitCode = misused ? 2 : 1
}
