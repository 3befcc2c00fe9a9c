import { ownerPool } from './database.ts'
import { newId, type UserOptions, type World } from './world.ts'

const db = ownerPool()
const DAY_MS = 24 * 60 * 60 * 1000

export interface Invited {
  readonly userId: string
  readonly inviteId: string
}

/** Somebody INVITED who has no password yet, with a PENDING invite; one whose time is over when `expired`. */
export async function invited(world: World, options: UserOptions = {}, expired = false): Promise<Invited> {
  const userId = await world.user({ ...options, status: 'INVITED' })
  await db.query('UPDATE users SET password_hash = NULL WHERE org_id = $1 AND id = $2', [world.orgId, userId])
  const inviteId = newId()
  const expiresAt = new Date(Date.now() + (expired ? -DAY_MS : DAY_MS))
  await db.query(`INSERT INTO invites (org_id, id, user_id, expires_at, updated_at) VALUES ($1, $2, $3, $4, now())`, [
    world.orgId,
    inviteId,
    userId,
    expiresAt,
  ])
  return { userId, inviteId }
}
