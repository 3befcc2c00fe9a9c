import { randomUUID } from 'node:crypto'
import type { OrgDb } from '@latchkey/shared/db/client'
import { createHold } from '@latchkey/shared/db/hold'
import { DomainError } from '@latchkey/shared/errors'
import { problemOf, statusOf } from '@latchkey/shared/problem'
import { z } from 'zod'
import { decrypt, encrypt, type Keyed, keyHashOf, requestHashOf } from './secrets.ts'
import { claimOrFind, keepAnswer, release, type Slot } from './store.ts'

/** An answer as it is kept, with the headers that belong to it. */
export const Kept = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
})
export type Kept = z.output<typeof Kept>

export interface Asked extends Keyed {
  readonly orgId: string
  readonly requestId: string
}

/** Whether the same request would be answered so again: not what is over soon, or follows from who asks. */
const isLasting = (error: unknown): error is DomainError => {
  if (!(error instanceof DomainError)) return false
  const status = statusOf(error.code)
  return status < 500 && status !== 401 && status !== 429
}

/**
 * Answers a request once, however often it comes: the answer is kept in the transaction of the effect, and given again
 * for the same body. `run` does it on the database that it is handed; `mayStill` is asked before an answer is repeated.
 * @throws DomainError `idempotency_key_reused` or `idempotency_key_in_use`; what `run` and `mayStill` throw
 */
export async function once(
  db: OrgDb,
  asked: Asked,
  run: (db: OrgDb) => Promise<Kept>,
  mayStill: () => Promise<unknown>,
): Promise<Kept> {
  const { orgId, userId, requestId } = asked
  const slot: Slot = {
    ...{ orgId, userId, keyHash: keyHashOf(asked), requestHash: requestHashOf(asked), claim: randomUUID() },
  }
  // The turn may have been taken though the answer of the database was lost; it ends by itself if this fails, too.
  const giveBack = () => release(db, slot).catch(() => undefined)
  const known = await claimOrFind(db, slot).catch(async (error: unknown) => {
    if (!(error instanceof DomainError)) await giveBack()
    throw error
  })
  if (known !== undefined) {
    await mayStill()
    const { headers, ...kept } = Kept.parse(JSON.parse(decrypt(asked, known)))
    return { ...kept, headers: { ...headers, 'idempotency-replayed': 'true' } }
  }
  const bytesOf = (kept: Kept) => encrypt(asked, JSON.stringify(kept))
  const hold = createHold<Kept>((tx, kept) => keepAnswer(tx, slot, bytesOf(kept)))
  try {
    const kept = await run(hold.over(db))
    if (!(await hold.finish(kept))) await keepAnswer(db, slot, bytesOf(kept))
    return kept
  } catch (error) {
    await hold.abandon(error)
    if (isLasting(error)) {
      const { status, headers, body } = problemOf(error, requestId)
      await keepAnswer(db, slot, bytesOf({ status, headers, body }))
    } else await giveBack()
    throw error
  }
}
