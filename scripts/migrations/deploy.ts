import pg from 'pg'
import { type RemovedRows, seedCatalogue } from '../../prisma/seed.ts'
import { ensureAuthzRole } from './authz-role.ts'
import { applyMigrations } from './engine.ts'

/** Writes the catalogue; returns what is gone from it. */
export async function seed(url: string): Promise<RemovedRows[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await seedCatalogue(client)
  } finally {
    await client.end()
  }
}

export interface Deployed {
  readonly applied: readonly string[]
  readonly removed: readonly RemovedRows[]
}

/** Brings a database to what this version of the services expects. May be repeated, also by several at once. */
export async function deploy(url: string, authzUrl?: string): Promise<Deployed> {
  const applied = await applyMigrations(url)
  const removed = await seed(url)
  if (authzUrl !== undefined) await ensureAuthzRole(url, authzUrl)
  return { applied, removed }
}
