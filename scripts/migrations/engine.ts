import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { messageOf } from '@latchkey/dev-postgres/errors'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { migrationAdapter } from './adapter.ts'
import { readMigrationList, readSchema, writeMigration } from './files.ts'
import { partialIndexDrift } from './partial-indexes.ts'

type Engine = bindings.SchemaEngine

const filters = { externalTables: [], externalEnums: [] }
let instantiated = false

/** The engine leaves the timer of its ten-second wait for the lock behind; it must not hold the process. */
function withoutTimers(imports: WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  const setUnref = (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds).unref()
  const names = Object.keys(imports).filter((name) => name.startsWith('__wbg_setTimeout_'))
  return { ...imports, ...Object.fromEntries(names.map((name) => [name, setUnref])) }
}

/** By hand, because Node warns of every imported WebAssembly module. */
function instantiate(): void {
  if (instantiated) return
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')))
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': withoutTimers({ ...bindings }) })
  bindings.__wbg_set_wasm(exports)
  const start = exports['__wbindgen_start']
  if (typeof start !== 'function') throw new Error('The schema engine has no __wbindgen_start')
  start()
  instantiated = true
}

const ownDatamodels = () => readSchema().files.map(({ path, content }): [string, string] => [path, content])

/** The engine of the stock CLI on a database. */
export async function withEngine<Result>(
  url: string,
  use: (engine: Engine) => Promise<Result>,
  datamodels = ownDatamodels(),
): Promise<Result> {
  instantiate()
  const adapter = migrationAdapter(url)
  try {
    return await use(await bindings.SchemaEngine.new({ datamodels }, () => {}, adapter.factory))
  } catch (error) {
    // The engine knows an error of ours by its number only.
    const id = /External error id#(\d+)/.exec(messageOf(error))?.[1]
    throw (id === undefined ? undefined : adapter.factory.errorRegistry.consumeError(Number(id))?.error) ?? error
  } finally {
    await adapter.close()
  }
}

async function diff(engine: Engine, from: bindings.DiffTarget, to: bindings.DiffTarget): Promise<string> {
  const { exitCode, stdout } = await engine.diff({ from, to, script: true, exitCode: true, filters })
  return exitCode === 2 ? (stdout ?? '') : ''
}

const fromMigrations = (): bindings.DiffTarget => ({ tag: 'migrations', ...readMigrationList() })
const toSchema = (): bindings.DiffTarget => ({ tag: 'schemaDatamodel', ...readSchema() })

export interface Drift {
  /** SQL that would lead from the migrations to the database; empty when they agree. */
  readonly database: string
  /** SQL that would lead from the migrations to schema.prisma; empty when they agree. */
  readonly schema: string
}

/** Sees tables, columns, indexes and foreign keys; not CHECKs, triggers and functions. Needs the right to create a database. */
export function migrationDrift(url: string): Promise<Drift> {
  return withEngine(url, async (engine) => {
    const live: bindings.DiffTarget = { tag: 'schemaDatasource', ...readSchema(), configDir: '' }
    const database = await diff(engine, fromMigrations(), live)
    return {
      database: database + (await partialIndexDrift(url)),
      schema: await diff(engine, fromMigrations(), toSchema()),
    }
  })
}

/** Writes a migration from the last one to schema.prisma and returns its path, or undefined when nothing has changed. */
export function createMigration(url: string, name: string, options = { draft: false }): Promise<string | undefined> {
  return withEngine(url, async (engine) => {
    const empty = readMigrationList().migrationDirectories.length === 0
    const sql = await diff(engine, empty ? { tag: 'empty' } : fromMigrations(), toSchema())
    if (sql === '' && !options.draft) return undefined
    return writeMigration(name, sql === '' ? '-- Write the migration here.\n' : sql)
  })
}
