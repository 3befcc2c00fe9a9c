import { type RemovedRows, seedCatalogue } from '../../prisma/seed.ts'
import { codeOf } from '../launcher/launch-error.ts'
import { ensureAuthzRole } from './authz-role.ts'
import { withClient } from './client.ts'
import { applyMigrations } from './engine.ts'
import { forgetInterrupted } from './interrupted.ts'

/** Prisma's code for a database in which a migration has begun and not ended well. */
const BLOCKED = 'P3009'

async function migrate(url: string): Promise<string[]> {
  try {
    return await applyMigrations(url)
  } catch (error) {
    if (codeOf(error) !== BLOCKED || (await withClient(url, forgetInterrupted)).length === 0) throw error
    return applyMigrations(url)
  }
}

/** Writes the catalogue; returns what is gone from it. */
export const seed = (url: string): Promise<RemovedRows[]> => withClient(url, seedCatalogue)

export interface Deployed {
  readonly applied: readonly string[]
  readonly removed: readonly RemovedRows[]
}

/** Brings a database to what this version of the services expects. May be repeated, also by several at once. */
export async function deploy(url: string, authzUrl?: string): Promise<Deployed> {
  const applied = await migrate(url)
  const removed = await seed(url)
  if (authzUrl !== undefined) await ensureAuthzRole(url, authzUrl)
  return { applied, removed }
}

/** One line for each thing that was done. */
export const describeDeployed = ({ applied, removed }: Deployed): string[] => [
  ...applied.map((name) => `applied migration ${name}`),
  ...removed.map(({ table, key, rows }) => `removed from the catalogue: ${rows} of ${table} with ${key}`),
]
