import type { Db, OrgDb, Tx } from '@latchkey/shared/db/client'
import { DomainError } from '@latchkey/shared/errors'

const KEPT_HOURS = 24
/** How long a request that gives no sign of its end keeps its turn: longer than any that goes on. */
const CLAIM_SECONDS = 60

/** The place of a request under its key. */
export interface Slot {
  readonly orgId: string
  readonly userId: string
  readonly keyHash: Uint8Array<ArrayBuffer>
  readonly requestHash: Uint8Array<ArrayBuffer>
  /** Of this very request. */
  readonly claim: string
}

interface Found {
  readonly isSame: boolean
  readonly answer: Uint8Array | null
}

/** Takes the turn under the key; false when somebody else has it, or had. */
async function claimSlot(db: Db, { orgId, userId, keyHash, requestHash, claim }: Slot): Promise<boolean> {
  const claimed = await db.$executeRaw`
    INSERT INTO idempotency_keys AS known
      (org_id, user_id, key_hash, request_hash, claim, claimed_until, expires_at)
    VALUES (${orgId}::uuid, ${userId}::uuid, ${keyHash}, ${requestHash}, ${claim}::uuid,
      now() + ${CLAIM_SECONDS} * interval '1 second', now() + ${KEPT_HOURS} * interval '1 hour')
    ON CONFLICT (org_id, user_id, key_hash) DO UPDATE SET
      request_hash = excluded.request_hash, claim = excluded.claim, claimed_until = excluded.claimed_until,
      answer = NULL, expires_at = excluded.expires_at
    WHERE known.expires_at < now()
      OR known.answer IS NULL AND known.claimed_until < now() AND known.request_hash = excluded.request_hash`
  return claimed === 1
}

const ATTEMPTS = 3

/**
 * Takes the turn under the key, or finds the answer that was given.
 * @throws DomainError `idempotency_key_reused` for another body, `idempotency_key_in_use` while the first is running
 */
export async function claimOrFind(db: OrgDb, slot: Slot): Promise<Uint8Array | undefined> {
  const { orgId, userId, keyHash, requestHash } = slot
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await claimSlot(db, slot)) return undefined
    const [found] = await db.$queryRaw<Found[]>`
      SELECT request_hash = ${requestHash} AS "isSame", answer FROM idempotency_keys
      WHERE org_id = ${orgId}::uuid AND user_id = ${userId}::uuid AND key_hash = ${keyHash}`
    if (found?.isSame === false) throw new DomainError('idempotency_key_reused')
    if (found?.answer) return found.answer
    if (found !== undefined) break
    // The first request has just given the turn back.
  }
  throw new DomainError('idempotency_key_in_use')
}

/** Keeps the answer. @throws DomainError `idempotency_key_in_use` when the turn has gone to somebody else */
export async function keepAnswer(db: Db | Tx, slot: Slot, answer: Uint8Array<ArrayBuffer>): Promise<void> {
  const { orgId, userId, keyHash, claim } = slot
  const kept = await db.$executeRaw`
    UPDATE idempotency_keys SET answer = ${answer}
    WHERE org_id = ${orgId}::uuid AND user_id = ${userId}::uuid AND key_hash = ${keyHash} AND claim = ${claim}::uuid`
  if (kept !== 1) throw new DomainError('idempotency_key_in_use')
}

/**
 * Gives the turn back, for the same request may be answered otherwise later. An answer that is kept stays: its
 * transaction may have been committed though the connection was lost.
 */
export async function release(db: Db, { orgId, userId, keyHash, claim }: Slot): Promise<void> {
  await db.$executeRaw`
    DELETE FROM idempotency_keys
    WHERE org_id = ${orgId}::uuid AND user_id = ${userId}::uuid AND key_hash = ${keyHash} AND claim = ${claim}::uuid
      AND answer IS NULL`
}

/** Removes answers whose time is over; tells how many, `atMost` of them. */
export const forgetExpiredAnswers = (db: Db, atMost: number): Promise<number> =>
  db.$executeRaw`
    DELETE FROM idempotency_keys WHERE (org_id, user_id, key_hash) IN (
      SELECT org_id, user_id, key_hash FROM idempotency_keys WHERE expires_at < now() LIMIT ${atMost})`
