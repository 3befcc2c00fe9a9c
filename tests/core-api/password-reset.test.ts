import { createLogger } from '@latchkey/shared/logger'
import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD } from '../support/accounts.ts'
import { answerOf, SAME_REQUEST_ID, tally, wholeButLimits } from '../support/answers.ts'
import { inbox } from '../support/inbox.ts'
import { fakeTransport } from '../support/mail.ts'
import { mailDatabase } from '../support/mail-database.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld, unique } from '../support/world.ts'

const { pool: db, api, world, admin, startWorker, untilIdle } = await mailDatabase()
const { anonymous } = api
const transport = fakeTransport()
const { textsTo, tokenTo } = inbox(transport)

const ask = (email: string, more: object = {}) =>
  anonymous.post('/api/auth/password-reset', { email, ...more }, SAME_REQUEST_ID)
const complete = (token: string) =>
  anonymous.post('/api/auth/password-reset/complete', { token, password: OTHER_PASSWORD })
const slugOf = async (orgId: string) =>
  String((await db.query('SELECT slug FROM orgs WHERE id = $1', [orgId])).rows[0].slug)
const address = () => `${unique('reset')}@example.test`

describe('asking for a link', () => {
  it('is answered byte for byte the same, and writes nothing but one job, whoever the address belongs to', async () => {
    const jobs = async () => (await db.query('SELECT name FROM pgboss.job')).rows.map(({ name }) => name)
    const known = await account(world)
    const answer = wholeButLimits(await ask(known.email))
    expect([answer.status, answer.text]).toEqual([202, '{}'])
    const before = [await everythingOf(db, world.orgId), (await jobs()).length]
    const others = [
      (await account(world, { status: 'DISABLED' })).email,
      (await account(world, { status: 'INVITED' })).email,
      ...[address(), 'no address', '', `${'x'.repeat(200)}@example.test`],
    ]
    const after = await everythingOf(db, world.orgId)
    for (const email of others) expect(wholeButLimits(await ask(email))).toEqual(answer)
    expect(await everythingOf(db, world.orgId)).toEqual(after)
    expect((await jobs()).slice(Number(before[1]))).toEqual(others.map(() => 'reset-requests'))
  })

  it('sends one mail to each ACTIVE account of the address, and to no other', async () => {
    const [email, disabled, invited, unknown] = [address(), address(), address(), address()]
    const other = await createWorld(db)
    for (const place of [world, other]) await account(place, { email })
    await account(world, { email: disabled, status: 'DISABLED' })
    await account(world, { email: invited, status: 'INVITED' })
    const stop = await startWorker(transport)
    for (const one of [disabled, invited, unknown, ` ${email.toUpperCase()} `])
      expect((await ask(one)).status).toBe(202)
    await untilIdle()
    await stop()
    expect([disabled, invited, unknown, email].map((one) => textsTo(one).length)).toEqual([0, 0, 0, 2])
    const sessions = await Promise.all(
      [1, 2].map(async (mails) => complete(await tokenTo(email, 'reset-password', mails))),
    )
    expect(sessions.map((session) => session.at('user.orgId')).toSorted()).toEqual(
      [world.orgId, other.orgId].toSorted(),
    )
  })

  it('for one org sends none for the others', async () => {
    const email = address()
    const other = await createWorld(db)
    for (const place of [world, other]) await account(place, { email })
    const stop = await startWorker(transport)
    await ask(email, { org: (await slugOf(other.orgId)).toUpperCase() })
    await ask(email, { org: unique('nowhere') })
    await untilIdle()
    await stop()
    expect(textsTo(email)).toHaveLength(1)
    expect((await complete(await tokenTo(email, 'reset-password'))).at('user.orgId')).toBe(other.orgId)
  })

  it('counts every time, whether or not the address is known, and is 429 after ten', async () => {
    for (const email of [address(), (await account(world)).email]) {
      const replies = []
      for (let time = 0; time < 11; time += 1) replies.push(await ask(email))
      expect(tally(replies)).toEqual({ 202: 10, '429 too_many_attempts': 1 })
    }
  })
})

const ADMIN_ROLE = { roles: ['org_admin'] } as const
const reset = (id: string) => admin.post(`/api/users/${id}/password-reset`)
const byPlatform = (id: string) => api.platform.post(`/api/platform/orgs/${world.orgId}/admins/${id}/password-reset`)

describe.each([
  ['an admin', reset, 'user'],
  ['the platform', byPlatform, 'platform'],
] as const)('a reset by %s', (_, send, actor) => {
  it('sends the mail that its reader alone can use, and is written down', async () => {
    const { id, email } = await account(world, ADMIN_ROLE)
    const sent = await send(id)
    expect([sent.status, sent.text]).toEqual([202, '{}'])
    const { rows } = await db.query(
      'SELECT action, actor_type, target_id, before, after FROM audit_events WHERE request_id = $1',
      [sent.headers.get('x-request-id')],
    )
    expect(rows).toEqual([
      { action: 'user.password_reset_requested', actor_type: actor, target_id: id, before: null, after: null },
    ])
    const stop = await startWorker(transport)
    const token = await tokenTo(email, 'reset-password')
    await stop()
    expect((await complete(token)).at('user.id')).toBe(id)
  })

  it.each([
    ['INVITED', [409, 'user_invited']],
    ['DISABLED', [409, 'user_disabled']],
  ] as const)('of somebody %s is %j', async (status, refusal) => {
    const { id } = await account(world, { ...ADMIN_ROLE, status })
    expect(answerOf(await send(id))).toEqual(refusal)
  })
})

it('the log of the workers tells which job was done, and neither token nor address', async () => {
  const { email } = await account(world)
  let written = ''
  const write = (line: string) => {
    written += line
  }
  const stop = await startWorker(transport, createLogger('core-api', 'trace', { write }))
  await ask(email)
  const token = await tokenTo(email, 'reset-password')
  await untilIdle()
  await stop()
  expect(written).toMatch(/"queue":"reset-requests".*"queue":"link-mails"/s)
  for (const secret of [token, email]) expect(written).not.toContain(secret)
})

it('the platform resets nobody but an org_admin of that org', async () => {
  const { id } = await account(world, { roles: ['admin'] })
  expect(answerOf(await byPlatform(id))).toEqual([404, 'not_found'])
  await world.grantRole(id, 'org_admin')
  expect((await byPlatform(id)).status).toBe(202)
})

it('what an address asked for is written down as done by nobody known, under the request that asked', async () => {
  const { id, email } = await account(world)
  const asked = await anonymous.post('/api/auth/password-reset', { email })
  const stop = await startWorker(transport)
  await tokenTo(email, 'reset-password')
  await stop()
  const { rows } = await db.query('SELECT action, actor_type, request_id FROM audit_events WHERE target_id = $1', [id])
  const request = { actor_type: 'anonymous', request_id: asked.headers.get('x-request-id') }
  expect(rows).toEqual([{ action: 'user.password_reset_requested', ...request }])
})
