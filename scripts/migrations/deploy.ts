import { installJobs } from '@latchkey/core-api/mail/queue'
import { type RemovedRows, seedCatalogue } from '../../prisma/seed.ts'
import { applyMigrations } from './apply.ts'
import { ensureAuthzRole } from './authz-role.ts'
import { withClient } from './client.ts'
import { ensureCoreApiRole } from './core-api-role.ts'

/** Writes the catalogue; returns what is gone from it. */
export const seed = (url: string): Promise<RemovedRows[]> => withClient(url, seedCatalogue)

export interface Deployed {
  readonly applied: readonly string[]
  readonly removed: readonly RemovedRows[]
}

/**
 * Brings a database to what this version of the services expects, with the schema of the queue and the roles of the services
 * whose URLs are given. May be repeated, also by several at once.
 */
export async function deploy(url: string, authzUrl?: string, coreApiUrl?: string): Promise<Deployed> {
  const applied = await applyMigrations(url)
  const removed = await seed(url)
  await installJobs(url)
  if (coreApiUrl !== undefined) await ensureCoreApiRole(url, coreApiUrl)
  if (authzUrl !== undefined) await ensureAuthzRole(url, authzUrl)
  return { applied, removed }
}

/** One line for each thing that was done. */
export const describeDeployed = ({ applied, removed }: Deployed): string[] => [
  ...applied.map((name) => `applied migration ${name}`),
  ...removed.map(({ table, key, rows }) => `removed from the catalogue: ${rows} of ${table} with ${key}`),
]
