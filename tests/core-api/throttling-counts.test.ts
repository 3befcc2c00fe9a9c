import { createHash } from 'node:crypto'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Reply } from '../support/http.ts'
import { invited } from '../support/people-examples.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const elsewhere = await createWorld(db)
const base = await testCoreApi()
const DAY_MS = 24 * 60 * 60 * 1000
let ahead = 0
const clock = () => new Date(Date.now() + ahead)
const throttle = createThrottle(base.deps.db, { account: 10, address: 100_000 })
const api = await testCoreApi({ throttle, trustedProxies: 1, clock })

/** Each request comes from an address of its own: what is counted here is the account. */
const post = (path: string, body: object): Promise<Reply> =>
  api.anonymous.post(`/api/auth/${path}`, body, { 'x-forwarded-for': unique('address') })
const login = (email: string, password = PASSWORD) => post('login', { email, password })
const refresh = (refreshToken: string) => post('refresh', { refreshToken })
const accept = (token: string, password = PASSWORD) => post('invites/accept', { token, password })
const times = async (count: number, attempt: () => Promise<Reply>): Promise<number[]> => {
  const statuses: number[] = []
  for (let time = 0; time < count; time += 1) statuses.push((await attempt()).status)
  return statuses
}
const each = (status: number, count: number): number[] => Array.from({ length: count }, () => status)
const counterOf = (account: string) => `%:account:${createHash('sha256').update(account).digest('hex')}`
const setExpiry = (account: string, seconds: number) =>
  db.query(`UPDATE rate_limits SET expire = now() + $2 * interval '1 second' WHERE key LIKE $1`, [
    counterOf(account),
    seconds,
  ])
const blocked = [429, 'too_many_attempts']
const outcome = ({ status, code }: Reply) => [status, code]

describe('what does not count as a failure', () => {
  it('an email whose org must be named', async () => {
    const { email } = await account(world)
    await account(elsewhere, { email })
    expect(await times(12, () => login(email))).toEqual(each(409, 12))
    expect(await times(11, () => login(email, OTHER_PASSWORD))).toEqual([...each(401, 10), 429])
  })

  it('a body that is not valid', async () => {
    const { email } = await account(world)
    expect(await times(12, () => post('login', { email, password: 'wrong', extra: 1 }))).toEqual(each(400, 12))
    expect((await login(email)).status).toBe(200)
  })

  it('a weak password for an invite', async () => {
    const { token } = await invited(api, world)
    expect(await times(12, () => accept(token, 'password1234'))).toEqual(each(400, 12))
    expect((await accept(token)).status).toBe(200)
  })

  it('a success, which does not forgive the failures before it either', async () => {
    const { email } = await account(world)
    await times(9, () => login(email, 'wrong'))
    expect((await login(email)).status).toBe(200)
    expect(await times(2, () => login(email, 'wrong'))).toEqual([401, 429])
  })
})

describe('an account that is blocked', () => {
  it('is told the time that is left of the window, in whole seconds', async () => {
    const { email } = await account(world)
    await times(10, () => login(email, 'wrong'))
    const waits: number[] = []
    for (const seconds of [899, 42]) {
      await setExpiry(email, seconds)
      waits.push(Number((await login(email)).headers.get('retry-after')))
    }
    const [long = 0, short = 0] = waits
    expect(waits.every(Number.isInteger)).toBe(true)
    expect([long > 42 && long <= 899, short > 0 && short <= 42]).toEqual([true, true])
  })

  it('starts anew when the window is over, with ten more', async () => {
    const { email } = await account(world)
    expect(await times(11, () => login(email, 'wrong'))).toEqual([...each(401, 10), 429])
    await setExpiry(email, -1)
    expect(await times(11, () => login(email, 'wrong'))).toEqual([...each(401, 10), 429])
    await setExpiry(email, -1)
    expect((await login(email)).status).toBe(200)
  })

  it('is not looked at: attempts meanwhile leave no event and no longer block', async () => {
    const { id, email } = await account(world)
    await times(15, () => login(email, 'wrong'))
    const events = await db.query('SELECT FROM audit_events WHERE target_id = $1', [id])
    const counters = await db.query('SELECT points FROM rate_limits WHERE key LIKE $1', [counterOf(email)])
    expect([events.rowCount, counters.rows]).toEqual([10, [{ points: 10 }]])
  })

  it('at sign-in may go on with the sessions it has: nobody is locked out by a stranger who guesses', async () => {
    const { email } = await account(world)
    const session = await login(email)
    await times(10, () => login(email, 'wrong'))
    expect((await login(email)).status).toBe(429)
    expect((await refresh(session.str('refreshToken'))).status).toBe(200)
  })

  it('is the one account, whichever org is named', async () => {
    const { email } = await account(world)
    const named = (org: string) => post('login', { email, password: 'wrong', org })
    expect(await times(10, () => named(unique('org')))).toEqual(each(401, 10))
    expect(outcome(await login(email))).toEqual(blocked)
  })

  it.each([
    ['upper case', (email: string) => email.toUpperCase()],
    ['spaces around it', (email: string) => `  ${email} `],
  ])('is blocked for its email with %s', async (_, spell) => {
    const { email } = await account(world)
    await times(10, () => login(spell(email), 'wrong'))
    expect(outcome(await login(email))).toEqual(blocked)
  })
})

describe('refreshing', () => {
  it('with tokens that are over blocks the user after ten; another user goes on', async () => {
    const { email } = await account(world)
    const [used, other] = [await login(email), await login((await account(world)).email)]
    await refresh(used.str('refreshToken'))
    expect(await times(10, () => refresh(used.str('refreshToken')))).toEqual(each(401, 10))
    const good = await login(email)
    const refused = await refresh(good.str('refreshToken'))
    expect(outcome(refused)).toEqual(blocked)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900)
    expect((await refresh(other.str('refreshToken'))).status).toBe(200)
    await setExpiry(good.str('user.id'), -1)
    expect((await refresh(good.str('refreshToken'))).status).toBe(200)
  })
})

describe('accepting an invite', () => {
  it('whose time is over is throttled after ten; another invite is not', async () => {
    const { token } = await invited(api, world)
    ahead = 8 * DAY_MS
    expect(await times(10, () => accept(token))).toEqual(each(400, 10))
    expect(outcome(await accept(token))).toEqual(blocked)
    ahead = 0
    expect((await accept((await invited(api, world)).token)).status).toBe(200)
  })
})

it('the counters name nobody: neither email nor address stands in them', async () => {
  const { email } = await account(world)
  const address = unique('address')
  await api.anonymous.post('/api/auth/login', { email, password: 'wrong' }, { 'x-forwarded-for': address })
  const found = (part: string) => db.query('SELECT FROM rate_limits WHERE key LIKE $1', [`%${part}%`])
  expect([(await found(email)).rowCount, (await found(address)).rowCount]).toEqual([0, 0])
  expect((await db.query('SELECT FROM rate_limits WHERE key LIKE $1', [counterOf(email)])).rowCount).toBe(1)
})
