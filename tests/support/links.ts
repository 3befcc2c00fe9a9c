import { hashToken, newToken } from '@latchkey/core-api/credentials/opaque-token'
import { ownerPool } from './database.ts'
import { newId, type World } from './world.ts'

const db = ownerPool()
const HOUR_MS = 60 * 60 * 1000

type Kind = { readonly kind: 'PASSWORD_RESET' } | { readonly kind: 'EMAIL_CHANGE'; readonly email: string }

/** An outstanding link of the user, whose mail has gone out; answers the token that stands in the mail. */
export async function outstandingLink({ orgId }: World, userId: string, link: Kind): Promise<string> {
  const token = newToken()
  const email = link.kind === 'EMAIL_CHANGE' ? link.email : null
  await db.query(
    `INSERT INTO one_time_links (org_id, id, user_id, kind, email, token_hash, mail_state, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'SENT', $7)`,
    [orgId, newId(), userId, link.kind, email, hashToken(token), new Date(Date.now() + HOUR_MS)],
  )
  return token
}
