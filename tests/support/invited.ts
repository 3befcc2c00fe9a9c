import { hashToken, newToken } from '@latchkey/core-api/credentials/opaque-token'
import { ownerPool } from './database.ts'
import { newId, type UserOptions, type World } from './world.ts'

const db = ownerPool()
const WEEK_MS = 7 * 24 * 60 * 60 * 1000

export interface Invited {
  readonly userId: string
  readonly inviteId: string
  /** What stands in the mail. */
  readonly token: string
}

/** An INVITED user without a password, whose mail has gone out; an invite whose time is over when `expired`. */
export async function invited(world: World, options: UserOptions = {}, expired = false): Promise<Invited> {
  const userId = await world.user({ ...options, status: 'INVITED' })
  await db.query('UPDATE users SET password_hash = NULL WHERE org_id = $1 AND id = $2', [world.orgId, userId])
  const [inviteId, token] = [newId(), newToken()]
  const expiresAt = new Date(Date.now() + (expired ? -WEEK_MS : WEEK_MS))
  await db.query(
    `INSERT INTO invites (org_id, id, user_id, token_hash, mail_state, expires_at, updated_at)
     VALUES ($1, $2, $3, $4, 'SENT', $5, now())`,
    [world.orgId, inviteId, userId, hashToken(token), expiresAt],
  )
  return { userId, inviteId, token }
}
