import { mailHandlers } from '@latchkey/core-api/mail/handlers'
import { beforeAll, describe, expect, it } from 'vitest'
import { account, bearer, PASSWORD } from '../support/accounts.ts'
import { inbox } from '../support/inbox.ts'
import { fakeTransport, PUBLIC_URL, tokenIn } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { tablesWith } from '../support/stored.ts'
import { newId, unique } from '../support/world.ts'

const { pool: db, api, world, admin, startWorker, untilIdle } = await mailDatabase()
const { anonymous, deps } = api
const secrets: Record<string, string> = {}
const { email } = await account(world)

/** Sends the invite's mail and answers the token that stands in it. */
async function delivered(userId: string): Promise<string> {
  const transport = fakeTransport()
  const invite = await deps.db.invite.findFirstOrThrow({ where: { orgId: world.orgId, userId } })
  const job = { orgId: world.orgId, inviteId: invite.id, generation: invite.generation }
  await mailHandlers({ ...deps, transport, publicUrl: PUBLIC_URL })['invite-mails'](job, false)
  return tokenIn(transport.sent[0]?.text ?? '')
}

/** Resets the password and changes the address of somebody; answers what nobody else may learn of it. */
async function comeBack() {
  const { id, email: lost } = await account(world)
  const [next, password] = [`${unique('next')}@example.test`, `reset-${newId()}`]
  const transport = fakeTransport()
  const { tokenTo } = inbox(transport)
  const stop = await startWorker(transport)
  await anonymous.post('/api/auth/password-reset', { email: lost })
  const reset = await tokenTo(lost, 'reset-password')
  await anonymous.post('/api/auth/password-reset/complete', { token: reset, password })
  await admin.post(`/api/users/${id}/password-reset`)
  await admin.patch(`/api/users/${id}`, { email: next })
  const pending = await tokenTo(next, 'confirm-email')
  const unused = await tokenTo(lost, 'reset-password', 2)
  await untilIdle()
  await stop()
  return { password, reset, unused, pending }
}

beforeAll(async () => {
  const back = await comeBack()
  const session = await anonymous.post('/api/auth/login', { email, password: PASSWORD })
  const next = await anonymous.post('/api/auth/refresh', { refreshToken: session.str('refreshToken') })
  const newPassword = `chosen-${newId()}`
  const body = { currentPassword: PASSWORD, newPassword }
  const changed = await anonymous.post('/api/auth/change-password', body, bearer(next.str('accessToken')))
  const wrong = `mistyped-${newId()}`
  await anonymous.post('/api/auth/login', { email, password: wrong })
  const person = () => ({ email: `${unique('secret')}@example.test`, name: 'Secret' })
  const temporary = await admin.post('/api/users', person())
  const given = `given-${newId()}`
  await admin.post('/api/users', { ...person(), password: given })
  const pending = (await admin.post('/api/users', { ...person(), sendInvite: true })).str('id')
  const accepting = (await admin.post('/api/users', { ...person(), sendInvite: true })).str('id')
  const accepted = await delivered(accepting)
  const accept = { token: accepted, password: `accepted-${newId()}` }
  const joined = await anonymous.post('/api/auth/invites/accept', accept)
  Object.assign(secrets, {
    'the token of a link to a new password': back.unused,
    'the token of a link that was used': back.reset,
    'the token of a link to confirm an address': back.pending,
    'a password set by a link': back.password,
    'a refresh token that was used': session.str('refreshToken'),
    'a refresh token': changed.str('refreshToken'),
    'an access token': changed.str('accessToken'),
    'a refresh token of who was invited': joined.str('refreshToken'),
    'the token of a pending invite': await delivered(pending),
    'the token of an accepted invite': accepted,
    'a chosen password': newPassword,
    'a temporary password': temporary.str('temporaryPassword'),
    'a password given by an admin': given,
    'the password of who was invited': accept.password,
    'a mistyped password': wrong,
  })
})

describe('no column of any table holds', () => {
  it.each([
    'the token of a link to a new password',
    'the token of a link that was used',
    'the token of a link to confirm an address',
    'a password set by a link',
    'a refresh token that was used',
    'a refresh token',
    'an access token',
    'a refresh token of who was invited',
    'the token of a pending invite',
    'the token of an accepted invite',
    'a chosen password',
    'a temporary password',
    'a password given by an admin',
    'the password of who was invited',
    'a mistyped password',
  ])('%s', async (name) => {
    const secret = secrets[name] ?? ''
    expect(secret.length).toBeGreaterThan(15)
    expect(await tablesWith(db, secret)).toEqual([])
  })

  it('the search finds an email and an org id in each table that has them', async () => {
    expect(await tablesWith(db, email)).toEqual(['public.users'])
    expect(await tablesWith(db, world.orgId)).toEqual(
      expect.arrayContaining(['pgboss.job_common', 'public.audit_events', 'public.refresh_tokens', 'public.users']),
    )
  })

  it('the search finds bytes: the stored hash of a token', async () => {
    const { rows } = await db.query<{ hash: Buffer }>('SELECT token_hash AS hash FROM refresh_tokens LIMIT 1')
    expect(await tablesWith(db, rows[0]?.hash.toString('base64url') ?? '')).toEqual(['public.refresh_tokens'])
  })
})
