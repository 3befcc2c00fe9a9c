import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const [world, other] = [await createWorld(db), await createWorld(db)]
const [userId, foreigner, sessionId] = [await world.user(), await other.user(), newId()]
const org_id = world.orgId
const tokens = () => ({ token_hash: randomBytes(32), expires_at: new Date() })
/** A row that each table takes. */
const rows = {
  invites: async () => ({ org_id, id: newId(), user_id: await world.user(), updated_at: new Date(), ...tokens() }),
  sessions: async () => ({ org_id, id: newId(), user_id: await world.user() }),
  refresh_tokens: async () => ({ org_id, id: newId(), session_id: sessionId, ...tokens() }),
  audit_events: async () => ({
    ...{ org_id, id: newId(), actor_type: 'user', actor_user_id: newId(), action: 'user.changed' },
    ...{ target_type: 'user', target_id: newId(), request_id: 'request' },
  }),
}

async function insert(table: keyof typeof rows, changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const row = { ...(await rows[table]()), ...changes }
  const places = Object.keys(row).map((_, at) => `$${at + 1}`)
  const columns = Object.keys(row).join(', ')
  await db.query(`INSERT INTO ${table} (${columns}) VALUES (${places.join(', ')})`, Object.values(row))
}
await insert('sessions', { id: sessionId })
await insert('invites', { user_id: userId })

describe('the database holds, whatever the code does, that', () => {
  it.each<[rule: string, table: keyof typeof rows, constraint: string, wrong: Readonly<Record<string, unknown>>]>([
    ['a user has one invite', 'invites', 'invites_org_id_user_id_key', { user_id: userId }],
    ['an invite is of a user of its org', 'invites', 'invites_org_id_user_id_fkey', { user_id: foreigner }],
    ['a session is of a user of its org', 'sessions', 'sessions_org_id_user_id_fkey', { user_id: foreigner }],
    [
      'a refresh token is of a session of its org',
      'refresh_tokens',
      'refresh_tokens_org_id_session_id_fkey',
      { org_id: other.orgId },
    ],
    ['an event belongs to an org', 'audit_events', 'audit_events_org_id_fkey', { org_id: randomUUID() }],
    ['an accepted invite has no token', 'invites', 'invites_token_only_while_pending', { status: 'ACCEPTED' }],
    ['a revoked invite has no token', 'invites', 'invites_token_only_while_pending', { status: 'REVOKED' }],
    ['an event of a user names them', 'audit_events', 'audit_events_actor_is_named', { actor_user_id: null }],
    [
      'an event of the platform names nobody',
      'audit_events',
      'audit_events_actor_is_named',
      { actor_type: 'platform' },
    ],
    ['an event of a stranger names nobody', 'audit_events', 'audit_events_actor_is_named', { actor_type: 'anonymous' }],
  ])('%s', async (_, table, constraint, wrong) => {
    await expect(insert(table, wrong)).rejects.toMatchObject({ constraint })
    await insert(table)
  })

  it.each([
    ['an accepted invite without a token', 'invites', { status: 'ACCEPTED', token_hash: null }],
    ['an event of a stranger', 'audit_events', { actor_type: 'anonymous', actor_user_id: null }],
  ] as const)('%s is fine', async (_, table, right) => {
    await expect(insert(table, right)).resolves.toBeUndefined()
  })
})
