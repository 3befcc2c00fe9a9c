import { digestOf } from '@latchkey/core-api/credentials/counters'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { tidy } from '@latchkey/core-api/operations/housekeeping'
import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, inTurn } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Reply } from '../support/http.ts'
import { invited } from '../support/invited.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const elsewhere = await createWorld(db)
const base = await testCoreApi()
const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS
let ahead = 0
const clock = () => new Date(Date.now() + ahead)
const throttle = createThrottle(base.deps.db, { account: 10, address: 100_000, everywhere: 100_000 })
const api = await testCoreApi({ throttle, trustedProxies: 1, clock })

const HERE = unique('address')
const post = (path: string, body: object): Promise<Reply> =>
  api.anonymous.post(`/api/auth/${path}`, body, { 'x-forwarded-for': HERE })
const login = (email: string, password = PASSWORD) => post('login', { email, password })
const refresh = (refreshToken: string) => post('refresh', { refreshToken })
const accept = (token: string, password = PASSWORD) => post('invites/accept', { token, password })
const all = (status: number, count: number): number[] => Array<number>(count).fill(status)
const counterOf = (account: string, address = HERE) => `%:account-address:${digestOf(account, address)}`
const setExpiry = (account: string, seconds: number) =>
  db.query(`UPDATE rate_limits SET expire = now() + $2 * interval '1 second' WHERE key LIKE $1`, [
    counterOf(account),
    seconds,
  ])
const blocked = [429, 'too_many_attempts']

describe('no failure is counted for', () => {
  it('an email whose org must be named', async () => {
    const { email } = await account(world)
    await account(elsewhere, { email })
    expect(await inTurn(12, () => login(email))).toEqual(all(409, 12))
    expect(await inTurn(11, () => login(email, OTHER_PASSWORD))).toEqual([...all(401, 10), 429])
  })

  it('a body that is not valid', async () => {
    const { email } = await account(world)
    expect(await inTurn(12, () => post('login', { email, password: 'wrong', extra: 1 }))).toEqual(all(400, 12))
    expect((await login(email)).status).toBe(200)
  })

  it('a weak password for an invite', async () => {
    const { token } = await invited(world)
    expect(await inTurn(12, () => accept(token, 'password1234'))).toEqual(all(400, 12))
    expect((await accept(token)).status).toBe(200)
  })
})

describe('an account that is blocked', () => {
  it('gets the seconds left of the window as Retry-After', async () => {
    const { email } = await account(world)
    await inTurn(10, () => login(email, 'wrong'))
    const waits: number[] = []
    for (const seconds of [899, 42]) {
      await setExpiry(email, seconds)
      waits.push(Number((await login(email)).headers.get('retry-after')))
    }
    const [long = 0, short = 0] = waits
    expect(waits.every(Number.isInteger)).toBe(true)
    expect([long > 42 && long <= 899, short > 0 && short <= 42]).toEqual([true, true])
  })

  it('is not counted further: attempts meanwhile write no event', async () => {
    const { id, email } = await account(world)
    await inTurn(15, () => login(email, 'wrong'))
    const events = await db.query('SELECT FROM audit_events WHERE target_id = $1', [id])
    const counters = await db.query('SELECT points FROM rate_limits WHERE key LIKE $1', [counterOf(email)])
    expect([events.rowCount, counters.rows]).toEqual([10, [{ points: 10 }]])
  })

  it('keeps its sessions: a refresh still succeeds', async () => {
    const { email } = await account(world)
    const session = await login(email)
    await inTurn(10, () => login(email, 'wrong'))
    expect((await login(email)).status).toBe(429)
    expect((await refresh(session.str('refreshToken'))).status).toBe(200)
  })

  it('is blocked whichever org is named', async () => {
    const { email } = await account(world)
    const named = (org: string) => post('login', { email, password: 'wrong', org })
    expect(await inTurn(10, () => named(unique('org')))).toEqual(all(401, 10))
    expect(answerOf(await login(email))).toEqual(blocked)
  })
})

describe('refreshing', () => {
  it('with used tokens is blocked for the user after ten, and not for another user', async () => {
    const { email } = await account(world)
    const [used, other] = [await login(email), await login((await account(world)).email)]
    await refresh(used.str('refreshToken'))
    ahead = MINUTE_MS
    expect(await inTurn(10, () => refresh(used.str('refreshToken')))).toEqual(all(401, 10))
    const good = await login(email)
    const refused = await refresh(good.str('refreshToken'))
    expect(answerOf(refused)).toEqual(blocked)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    expect((await refresh(other.str('refreshToken'))).status).toBe(200)
    await setExpiry(good.str('user.id'), -1)
    expect((await refresh(good.str('refreshToken'))).status).toBe(200)
    ahead = 0
  })
})

describe('accepting an invite', () => {
  it('that has expired is throttled after ten attempts; another invite is not', async () => {
    const { token } = await invited(world)
    ahead = 8 * DAY_MS
    expect(await inTurn(10, () => accept(token))).toEqual(all(400, 10))
    expect(answerOf(await accept(token))).toEqual(blocked)
    ahead = 0
    expect((await accept((await invited(world)).token)).status).toBe(200)
  })
})

it('counters whose window is over are removed once an hour, and no others', async () => {
  const [over, running] = [await account(world), await account(world)]
  for (const { email } of [over, running]) await login(email, 'wrong')
  await setExpiry(over.email, -1)
  await tidy(base.deps.db, clock())
  const isThere = async ({ email }: typeof over) =>
    (await db.query('SELECT FROM rate_limits WHERE key LIKE $1', [counterOf(email)])).rowCount === 1
  expect([await isThere(over), await isThere(running)]).toEqual([false, true])
})

it('the counters contain neither email nor address', async () => {
  const { email } = await account(world)
  const address = unique('address')
  await api.anonymous.post('/api/auth/login', { email, password: 'wrong' }, { 'x-forwarded-for': address })
  const found = (part: string) => db.query('SELECT FROM rate_limits WHERE key LIKE $1', [`%${part}%`])
  expect([(await found(email)).rowCount, (await found(address)).rowCount]).toEqual([0, 0])
  expect((await db.query('SELECT FROM rate_limits WHERE key LIKE $1', [counterOf(email, address)])).rowCount).toBe(1)
})
