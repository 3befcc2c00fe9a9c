import { digestOf } from '@latchkey/core-api/credentials/counters'
import type { ThrottleLimits } from '@latchkey/core-api/credentials/limits'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, inTurn, many, tally } from '../support/answers.ts'
import { type TestCoreApi, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const base = await testCoreApi()

/** An app of its own, as another replica, that takes the client's address from X-Forwarded-For. */
const replica = (limits: ThrottleLimits, trustedProxies = 1) =>
  testCoreApi({ throttle: createThrottle(base.deps.db, limits), trustedProxies })

const GENEROUS = 100_000
const [one, another] = [
  await replica({ account: 10, address: GENEROUS, everywhere: GENEROUS }),
  await replica({ account: 10, address: GENEROUS, everywhere: GENEROUS }),
]
const narrow = await replica({ account: GENEROUS, address: 5, everywhere: GENEROUS })
const unproxied = await replica({ account: GENEROUS, address: GENEROUS, everywhere: GENEROUS }, 0)

const from = (address: string) => ({ 'x-forwarded-for': address })
const login = ({ anonymous }: TestCoreApi, email: string, password: string, address = 'somewhere') =>
  anonymous.post('/api/auth/login', { email, password }, from(address))
const all = (status: number, count: number): number[] => Array<number>(count).fill(status)

describe('an account at one address', () => {
  it('is blocked after ten failures, for the right password too, with Retry-After', async () => {
    const { email } = await account(world)
    expect(await inTurn(10, () => login(one, email, 'wrong'))).toEqual(all(401, 10))
    const blocked = await login(one, email, PASSWORD)
    expect(answerOf(blocked)).toEqual([429, 'too_many_attempts'])
    const wait = Number(blocked.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(900)
  })

  it('takes nine failures and any number of successes, which do not forgive the failures', async () => {
    const { email } = await account(world)
    await inTurn(9, () => login(one, email, 'wrong'))
    expect(await inTurn(12, () => login(one, email, PASSWORD))).toEqual(all(200, 12))
    expect(await inTurn(2, () => login(one, email, 'wrong'))).toEqual([401, 429])
  })

  it('is counted by all replicas together, in any spelling of its email', async () => {
    const { email } = await account(world)
    await inTurn(5, () => login(one, email, 'wrong'))
    await inTurn(5, () => login(another, ` ${email.toUpperCase()} `, 'wrong'))
    expect((await login(one, email, PASSWORD)).status).toBe(429)
    expect((await login(another, (await account(world)).email, PASSWORD)).status).toBe(200)
  })

  it('that does not exist is counted too', async () => {
    const email = `${unique('unknown')}@example.test`
    expect(await inTurn(11, () => login(one, email, 'wrong'))).toEqual([...all(401, 10), 429])
  })

  it('takes ten of thirty attempts at once', async () => {
    const { email } = await account(world)
    const replies = await many(30, () => login(one, email, 'wrong'))
    expect(tally(replies)).toEqual({ '401 invalid_credentials': 10, '429 too_many_attempts': 20 })
  })

  it('is open for ten more when the window is over, which attempts meanwhile do not make longer', async () => {
    const { email } = await account(world)
    await inTurn(10, () => login(one, email, 'wrong'))
    const counter = `sign-in:account-address:${digestOf(email, 'somewhere')}`
    const expiry = async () =>
      (await db.query<{ expire: Date }>('SELECT expire FROM rate_limits WHERE key = $1', [counter])).rows
    const before = await expiry()
    await inTurn(3, () => login(one, email, 'wrong'))
    expect(before).toHaveLength(1)
    expect(await expiry()).toEqual(before)
    const end = () => db.query(`UPDATE rate_limits SET expire = now() - interval '1 second' WHERE key = $1`, [counter])
    await end()
    expect(await inTurn(11, () => login(one, email, 'wrong'))).toEqual([...all(401, 10), 429])
    await end()
    expect((await login(one, email, PASSWORD)).status).toBe(200)
  })
})

describe('an address', () => {
  it('is blocked after the failures of all accounts together; other addresses are not', async () => {
    const address = unique('address')
    const fail = () => login(narrow, `${unique('any')}@example.test`, 'wrong', address)
    expect(await inTurn(6, fail)).toEqual([...all(401, 5), 429])
    const { email } = await account(world)
    expect((await login(narrow, email, PASSWORD, address)).status).toBe(429)
    expect((await login(narrow, email, PASSWORD, unique('address'))).status).toBe(200)
  })

  it('is the one that the trusted proxy saw, whatever the client claims', async () => {
    const address = unique('address')
    const fail = () => login(narrow, `${unique('any')}@example.test`, 'wrong', `${unique('claimed')}, ${address}`)
    expect(await inTurn(6, fail)).toEqual([...all(401, 5), 429])
  })

  it('is not taken from a header without a trusted proxy', async () => {
    const isCounted = async (address: string) =>
      (await db.query('SELECT FROM rate_limits WHERE key = $1', [`sign-in:address:${digestOf(address)}`])).rowCount ===
      1
    const counted: boolean[] = []
    for (const api of [unproxied, narrow]) {
      const claimed = unique('claimed')
      await login(api, (await account(world)).email, 'wrong', claimed)
      counted.push(await isCounted(claimed))
    }
    expect(counted).toEqual([false, true])
  })

  it.each([
    ['refresh', { refreshToken: 'nobody-knows-this' }, 401],
    ['invites/accept', { token: 'nobody-knows-this', password: PASSWORD }, 400],
    ['password-reset/complete', { token: 'nobody-knows-this', password: PASSWORD }, 400],
    ['email/confirm', { token: 'nobody-knows-this' }, 400],
  ])('takes a few bad tokens for %s', async (route, body, status) => {
    const address = unique('address')
    const fail = () => narrow.anonymous.post(`/api/auth/${route}`, body, from(address))
    expect(await inTurn(6, fail)).toEqual([...all(status, 5), 429])
  })
})
