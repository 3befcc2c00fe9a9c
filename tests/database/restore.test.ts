import { createCache } from '@latchkey/authz/facts/cache'
import { createFacts } from '@latchkey/authz/facts/facts'
import { hashToken, newToken } from '@latchkey/core-api/credentials/opaque-token'
import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { databaseFindings } from '../../scripts/diagnose/database.ts'
import { withClient } from '../../scripts/migrations/client.ts'
import { afterRestore } from '../../scripts/migrations/identity.ts'
import { account, bearer, PASSWORD } from '../support/accounts.ts'
import { suitePool } from '../support/database.ts'
import { inbox } from '../support/inbox.ts'
import { signingKey } from '../support/keys.ts'
import { describeOnPostgres15 } from '../support/postgres-15.ts'
import { byDump, byPointInTime } from '../support/restoring.ts'
import { serving } from '../support/serving.ts'
import { createWorld, newId, unique } from '../support/world.ts'
import { runToEnd } from '../system/launcher.ts'

const versionOf = async (pool: Pool, userId: string): Promise<number> =>
  (await pool.query<{ version: number }>('SELECT authz_version AS version FROM users WHERE id = $1', [userId])).rows[0]
    ?.version ?? -1
const historyOf = async (url: string) =>
  (await databaseFindings(url)).find(({ what }) => what === 'history of the database')

const WAYS = { 'pg_dump and pg_restore': byDump, 'its base backup and WAL up to a point in time': byPointInTime }

describe.each(Object.entries(WAYS))('a database restored by %s', (name, begin) => {
  describeOnPostgres15(`(${name})`, async () => {
    const { source, mark, restore } = await begin()
    const tokens = await createAccessTokens([await signingKey('restored')], () => new Date())
    // One authz that is not restarted: what it remembers is of the future that is lost.
    const cache = createCache(1024 * 1024)
    const before = await serving(source.url, createFacts(suitePool(source.url), cache), { tokens })
    const world = await createWorld(before.pool)
    const admin = await before.api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
    const person = await account(world)
    const [building, kept] = [{ type: 'building', id: await world.building() }, unique('key')]
    const signIn = (from: typeof before) =>
      from.api.anonymous.post('/api/auth/login', { email: person.email, password: PASSWORD })
    const earlier = await signIn(before)
    const make = (from: typeof before, headers: Record<string, string>, key: string) =>
      from.api.anonymous.post('/api/org/buildings', { name: key }, { ...headers, 'idempotency-key': key })
    const adminId = await world.user({ roles: ['org_admin'] })
    const headersOf = async (from: typeof before) => {
      const { id: sessionId } = await from.api.deps.db.session.create({ data: { orgId: world.orgId, userId: adminId } })
      return bearer(await tokens.sign({ userId: adminId, orgId: world.orgId, sessionId }))
    }
    const adminHeaders = await headersOf(before)
    const made = await make(before, adminHeaders, kept)
    const invited = `${unique('invited')}@example.test`
    await admin.post('/api/users', { email: invited, name: 'Ida', sendInvite: true })
    const token = newToken()
    await before.pool.query(
      `INSERT INTO one_time_links (org_id, id, user_id, kind, token_hash, mail_state, expires_at)
       VALUES ($1, $2, $3, 'PASSWORD_RESET', $4, 'SENT', now() + interval '1 hour')`,
      [world.orgId, newId(), person.id, hashToken(token)],
    )

    await mark()

    // What is lost: a grant that authz remembers, a sign-in, a mail that has gone out, a building.
    await world.grantRole(person.id, 'viewer')
    const given = await versionOf(before.pool, person.id)
    const remembered = await before.authz.ask(person.id, 'units.read', building, given)
    const later = await signIn(before)
    const lost = unique('key')
    await make(before, adminHeaders, lost)
    const mailsBefore = await before.sendMails()

    const url = await restore()
    const after = await serving(url, createFacts(suitePool(url), cache), { tokens })
    const found = await historyOf(url)
    // Another change brings the version back to one that was given for something else.
    await after.pool.query(
      `INSERT INTO permission_overrides (org_id, user_id, permission_key, effect) VALUES ($1, $2, 'units.read', 'DENY')`,
      [world.orgId, person.id],
    )
    const again = await versionOf(after.pool, person.id)
    const fooled = await after.authz.ask(person.id, 'units.read', building, again)
    const restored = await withClient(url, afterRestore)

    it('is known by diagnose for one, until after-restore is run', async () => {
      expect(found).toMatchObject({ good: false, told: expect.stringContaining('after-restore') })
      expect(await historyOf(url)).toMatchObject({ good: true })
      expect(await historyOf(source.url)).toMatchObject({ good: true })
    })

    it('gives versions that were not given before: what authz remembers of the lost future is not taken for the present', async () => {
      // Without after-restore it is.
      expect([remembered.decision, again, fooled.decision]).toEqual([true, given, true])
      const version = await versionOf(after.pool, person.id)
      expect(version).toBeGreaterThan(given)
      expect((await after.authz.ask(person.id, 'units.read', building, version)).decision).toBe(false)
      // Who still has a version of the lost future is answered, from the present.
      expect((await after.authz.ask(person.id, 'units.read', building, given)).decision).toBe(false)
      const { rows } = await after.pool.query('SELECT version FROM org_authz_versions WHERE org_id = $1', [world.orgId])
      expect(rows).toEqual([{ version: expect.any(Number) }])
      expect(rows[0].version).toBeGreaterThan(100_000_000)
    })

    it('gives higher ones with each time that after-restore is run', async () => {
      const version = await versionOf(after.pool, person.id)
      const { code, output } = await runToEnd('migrate', ['after-restore'], { DATABASE_URL: url })
      expect([code, output]).toEqual([0, expect.stringMatching(/^versions of \d+ users and \d+ orgs lifted/)])
      expect(await versionOf(after.pool, person.id)).toBeGreaterThan(version)
    })

    it('knows no session of before or since: everybody signs in again', async () => {
      expect(restored.sessions).toBeGreaterThan(0)
      for (const session of [earlier, later]) {
        expect(session.status).toBe(200)
        const me = await after.api.anonymous.get('/api/auth/me', bearer(session.str('accessToken')))
        expect(me.status).toBe(401)
        const refreshed = await after.api.anonymous.post('/api/auth/refresh', {
          refreshToken: session.str('refreshToken'),
        })
        expect(refreshed.code).toBe('invalid_refresh_token')
      }
      expect((await signIn(after)).status).toBe(200)
    })

    it('knows no link that was on its way', async () => {
      expect(restored.links).toBe(1)
      const password = 'mild-otter-counts-the-harbour'
      const completed = await after.api.anonymous.post('/api/auth/password-reset/complete', { token, password })
      expect(completed.code).toBe('reset_invalid')
    })

    it('answers a key that it knows as before, and does anew what was done since', async () => {
      const headers = await headersOf(after)
      const replayed = await make(after, headers, kept)
      expect([replayed.status, replayed.text]).toEqual([201, made.text])
      expect(replayed.headers.get('idempotency-replayed')).toBe('true')
      const anew = await make(after, headers, lost)
      expect([anew.status, anew.headers.get('idempotency-replayed')]).toEqual([201, null])
    })

    it('sends a mail that was waiting once more, with a link that is good', async () => {
      expect(inbox(mailsBefore).textsTo(invited)).toHaveLength(1)
      const mails = inbox(await after.sendMails())
      expect(mails.textsTo(invited)).toHaveLength(1)
      const accepted = await after.api.anonymous.post('/api/auth/invites/accept', {
        token: await mails.tokenTo(invited, 'accept-invite'),
        password: 'mild-otter-counts-the-harbour',
      })
      expect(accepted.status).toBe(200)
    })
  })
})
