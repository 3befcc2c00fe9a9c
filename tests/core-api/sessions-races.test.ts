import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Http, Reply } from '../support/http.ts'
import { invited } from '../support/invited.ts'
import { signingKey } from '../support/keys.ts'
import { gated, holding, namedDb, untilHeldBy, untilWaiting } from '../support/races.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const tokens = await createAccessTokens([await signingKey('races')], () => new Date())
const gate = gated(tokens)
const { name: slow, db: slowDb } = namedDb()
/** Two replicas: one that can be made to wait inside its transaction, and one that goes on meanwhile. */
const { anonymous: waiting } = await testCoreApi({ db: slowDb, tokens: gate.tokens })
const api = await testCoreApi({ tokens })
const { anonymous } = api
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))

const login = (http: Http, email: string, password = PASSWORD) => http.post('/api/auth/login', { email, password })
const refresh = (http: Http, refreshToken: string) => http.post('/api/auth/refresh', { refreshToken })
const me = async (session: Reply) => (await anonymous.get('/api/auth/me', bearer(session.str('accessToken')))).status
const canRefresh = async (session: Reply) => (await refresh(anonymous, session.str('refreshToken'))).status === 200
const change = (session: Reply) =>
  anonymous.post(
    '/api/auth/change-password',
    { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD },
    bearer(session.str('accessToken')),
  )
const disable = (id: string) => admin.patch(`/api/users/${id}`, { status: 'DISABLED' })
const enable = (id: string) => admin.patch(`/api/users/${id}`, { status: 'ACTIVE' })

/** `slowly` stops inside its transaction; `meanwhile` begins, goes as far as it can, and both end. */
async function meet(slowly: () => Promise<Reply>, meanwhile: () => Promise<Reply>): Promise<[Reply, Reply]> {
  const { reached, open } = gate.close()
  const first = slowly()
  await reached
  const second = meanwhile()
  await untilHeldBy(db, slow, second)
  open()
  return Promise.all([first, second])
}

const BEGINNINGS: [how: string, begin: () => Promise<{ id: string; session: () => Promise<Reply> }>][] = [
  [
    'a sign-in',
    async () => {
      const { id, email } = await account(world)
      return { id, session: () => login(waiting, email) }
    },
  ],
  [
    'a refresh',
    async () => {
      const { id, email } = await account(world)
      const token = (await login(anonymous, email)).str('refreshToken')
      return { id, session: () => refresh(waiting, token) }
    },
  ],
  [
    'an accepted invite',
    async () => {
      const { userId, token } = await invited(world)
      const body = { token, password: PASSWORD }
      return { id: userId, session: () => waiting.post('/api/auth/invites/accept', body) }
    },
  ],
]

describe('a session begun just before the user is disabled', () => {
  it.each(BEGINNINGS)('(%s) ends, and stays ended when the user is enabled again', async (_, begin) => {
    const { id, session } = await begin()
    const [begun, disabled] = await meet(session, () => disable(id))
    expect([begun.status, disabled.status, disabled.at('status')]).toEqual([200, 200, 'DISABLED'])
    expect([await me(begun), await canRefresh(begun)]).toEqual([401, false])
    await enable(id)
    expect([await me(begun), await canRefresh(begun)]).toEqual([401, false])
  })

  it.each(BEGINNINGS)('(%s) goes on when the user is not disabled', async (_, begin) => {
    const { session } = await begin()
    const [begun] = await meet(session, () => anonymous.get('/livez'))
    expect([await me(begun), await canRefresh(begun)]).toEqual([200, true])
  })
})

const LOOKED_AT = 'SELECT FROM users WHERE id = $1 FOR UPDATE'
const MEANWHILE: [what: string, change: string, status: number][] = [
  ['been disabled', `UPDATE users SET status = 'DISABLED' WHERE id = $1`, 401],
  ['been given another password', `UPDATE users SET password_hash = 'another' WHERE id = $1`, 401],
  ['only been renamed', `UPDATE users SET name = 'Another' WHERE id = $1`, 200],
]

describe('a sign-in whose user has, since the password was verified,', () => {
  it.each(MEANWHILE)('%s', async (_, statement, status) => {
    const { id, email } = await account(world)
    const session = await holding(db, LOOKED_AT, [id], async ({ name, query, release }) => {
      const request = login(anonymous, email)
      await untilHeldBy(db, name, request)
      await query(statement, [id])
      await release()
      return request
    })
    expect(answerOf(session)).toEqual([status, status === 401 ? 'invalid_credentials' : undefined])
    const { rows } = await db.query('SELECT id FROM sessions WHERE user_id = $1', [id])
    expect(rows).toHaveLength(status === 200 ? 1 : 0)
  })
})

describe('a refresh token', () => {
  it('got just before signing out is invalid', async () => {
    const session = await login(anonymous, (await account(world)).email)
    const refreshToken = session.str('refreshToken')
    const out = () => anonymous.post('/api/auth/logout', { refreshToken })
    const [next, { status }] = await meet(() => refresh(waiting, refreshToken), out)
    expect([next.status, status]).toEqual([200, 204])
    expect([await me(next), await canRefresh(next)]).toEqual([401, false])
  })

  it('got just before a change of password is invalid; the one of the change is valid', async () => {
    const session = await login(anonymous, (await account(world)).email)
    const slowly = () => refresh(waiting, session.str('refreshToken'))
    const [next, changed] = await meet(slowly, () => change(session))
    expect([next.status, changed.status]).toEqual([200, 200])
    expect((await refresh(anonymous, next.str('refreshToken'))).code).toBe('invalid_refresh_token')
    expect(await canRefresh(changed)).toBe(true)
  })

  it('used while the password is being changed is refused as invalid_refresh_token', async () => {
    const session = await login(anonymous, (await account(world)).email)
    const org = 'SELECT FROM orgs WHERE id = $1 FOR UPDATE'
    // The change waits for the lock its event needs: the old tokens are revoked, but not committed yet.
    const [changed, late] = await holding(db, org, [world.orgId], async ({ name, release }) => {
      const changing = change(session)
      await untilHeldBy(db, name, changing)
      const refreshing = refresh(waiting, session.str('refreshToken'))
      await untilWaiting(db, slow, refreshing)
      await release()
      return Promise.all([changing, refreshing])
    })
    expect(changed.status).toBe(200)
    expect(answerOf(late)).toEqual([401, 'invalid_refresh_token'])
    expect([await me(changed), await canRefresh(changed)]).toEqual([200, true])
  })
})
