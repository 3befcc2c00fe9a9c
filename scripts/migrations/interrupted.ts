import type { ClientBase } from 'pg'

/** The lock that Prisma's engine holds while it migrates. */
const PRISMA_LOCK = 72_707_369

/**
 * A deploy that was killed leaves a migration that has begun, neither ended nor failed. PostgreSQL has rolled its one
 * transaction back; marked as rolled back it is tried again. Returns the names.
 */
export async function forgetInterrupted(client: ClientBase): Promise<string[]> {
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK])
  const { rows } = await client.query<{ name: string }>(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL AND logs IS NULL RETURNING migration_name AS name`,
  )
  await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK])
  return rows.map(({ name }) => name)
}
