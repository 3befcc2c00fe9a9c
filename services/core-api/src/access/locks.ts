import type { Tx } from '@latchkey/shared/db/client'
import type { UserStatus } from '@latchkey/shared/db/generated/client'

/** A user whose row nobody else changes until the transaction ends. */
export interface LockedUser {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly status: UserStatus
  readonly passwordHash: string | null
  /** Read once the row was locked, by the clock of the database, in whole milliseconds and never ahead of it. */
  readonly now: Date
}

/**
 * Locks a user of the org, so that grants to them and changes of them come one after the other. With each grant written,
 * changed or taken away a trigger raises their `authz_version`, so that authz forgets what it knew of them.
 * Lock order everywhere: the org, then users, then what belongs to them.
 */
export async function lockUser(tx: Tx, orgId: string, userId: string): Promise<LockedUser | undefined> {
  const [user] = await tx.read<LockedUser>`
    WITH locked AS MATERIALIZED (
      SELECT id, name, email, status::text AS status, password_hash AS "passwordHash"
      FROM users WHERE org_id = ${orgId}::uuid AND id = ${userId}::uuid FOR NO KEY UPDATE
    ) SELECT *, date_trunc('milliseconds', latchkey_clock()) AS now FROM locked`
  return user
}

/** Serializes the creation of users with the same email until the transaction ends. */
export async function lockEmail(tx: Tx, orgId: string, email: string): Promise<void> {
  const key = `user ${orgId} ${email}`
  await tx.read`SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))) AS locked`
}

/** Serializes changes of rights: of two admins who remove each other, the second sees what the first did. */
export async function lockOrg(tx: Tx, orgId: string): Promise<void> {
  await tx.read`SELECT 1 FROM orgs WHERE id = ${orgId}::uuid FOR NO KEY UPDATE`
}
