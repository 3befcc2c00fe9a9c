import { digestOf } from '@latchkey/core-api/credentials/counters'
import type { ThrottleLimits } from '@latchkey/core-api/credentials/limits'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, inTurn, many, tally } from '../support/answers.ts'
import { type TestCoreApi, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { invited } from '../support/invited.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const base = await testCoreApi()

/** An app of its own, as another replica, that takes the client's address from X-Forwarded-For. */
const replica = (limits: ThrottleLimits) =>
  testCoreApi({ throttle: createThrottle(base.deps.db, limits), trustedProxies: 1 })

const [one, another] = [
  await replica({ account: 3, address: 100_000, everywhere: 100 }),
  await replica({ account: 3, address: 100_000, everywhere: 100 }),
]
const narrow = await replica({ account: 3, address: 5, everywhere: 8 })

const login = ({ anonymous }: TestCoreApi, email: string, password: string, address = unique('address')) =>
  anonymous.post('/api/auth/login', { email, password }, { 'x-forwarded-for': address })
const guess = (api: TestCoreApi, email: string, address?: string) => login(api, email, 'wrong', address)
const all = (status: number, count: number): number[] => Array<number>(count).fill(status)
const BLOCKED = [429, 'too_many_attempts']

describe('a stranger who guesses', () => {
  it('is held back after three at one address, and the owner elsewhere is not', async () => {
    const { email } = await account(world)
    const stranger = unique('address')
    expect(await inTurn(5, () => guess(one, email, stranger))).toEqual([...all(401, 3), 429, 429])
    expect((await login(one, email, PASSWORD)).status).toBe(200)
    expect(answerOf(await login(another, email, PASSWORD, stranger))).toEqual(BLOCKED)
  })

  it('from ever new addresses is held back after eight where eight are allowed, over all replicas', async () => {
    const { email } = await account(world)
    await inTurn(5, () => guess(narrow, email))
    await inTurn(3, () => guess(one, email))
    expect(answerOf(await login(narrow, email, PASSWORD))).toEqual(BLOCKED)
    expect((await login(one, email, PASSWORD)).status).toBe(200)
  })

  it('from ever new addresses at the same moment gets eight answers', async () => {
    const { email } = await account(world)
    const replies = await many(20, () => guess(narrow, email))
    expect(tally(replies)).toEqual({ '401 invalid_credentials': 8, '429 too_many_attempts': 12 })
  })

  it('at many emails at the same moment gets as many answers as the address is allowed', async () => {
    const address = unique('address')
    const replies = await many(15, () => guess(narrow, `${unique('any')}@example.test`, address))
    expect(tally(replies)).toEqual({ '401 invalid_credentials': 5, '429 too_many_attempts': 10 })
  })

  it('learns nothing of an email that nobody has: it is held back after eight, too', async () => {
    const email = `${unique('unknown')}@example.test`
    expect(await inTurn(10, () => guess(narrow, email))).toEqual([...all(401, 8), 429, 429])
  })
})

describe('an address from which the account signed in', () => {
  it('is not held back by failures elsewhere; one without that is', async () => {
    const { email } = await account(world)
    const home = unique('address')
    expect((await login(narrow, email, PASSWORD, home)).status).toBe(200)
    await inTurn(9, () => guess(narrow, email))
    expect((await login(narrow, email, PASSWORD, home)).status).toBe(200)
    expect(answerOf(await login(narrow, email, PASSWORD))).toEqual(BLOCKED)
  })

  it('is held back by three failures of its own', async () => {
    const { email } = await account(world)
    const home = unique('address')
    await login(narrow, email, PASSWORD, home)
    expect(await inTurn(4, () => guess(narrow, email, home))).toEqual([...all(401, 3), 429])
  })

  it('is so for thirty days', async () => {
    const { email } = await account(world)
    const home = unique('address')
    await login(narrow, email, PASSWORD, home)
    const key = `signed-in:${digestOf(email, home)}`
    const days = `SELECT extract(epoch FROM expire - now()) / 86400 AS days FROM rate_limits WHERE key = $1`
    const { rows } = await db.query<{ days: string }>(days, [key])
    expect(rows.map((row) => Math.round(Number(row.days)))).toEqual([30])
    await inTurn(9, () => guess(narrow, email))
    await db.query(`UPDATE rate_limits SET expire = now() - interval '1 second' WHERE key = $1`, [key])
    expect(answerOf(await login(narrow, email, PASSWORD, home))).toEqual(BLOCKED)
  })

  it('is so for that account only', async () => {
    const [{ email }, neighbour] = [await account(world), await account(world)]
    const home = unique('address')
    await login(narrow, neighbour.email, PASSWORD, home)
    await inTurn(9, () => guess(narrow, email))
    expect(answerOf(await login(narrow, email, PASSWORD, home))).toEqual(BLOCKED)
  })

  it('is so after an invite was accepted there', async () => {
    const { userId, token } = await invited(world)
    const home = unique('address')
    const body = { token, password: PASSWORD }
    const accepted = await narrow.anonymous.post('/api/auth/invites/accept', body, { 'x-forwarded-for': home })
    expect([accepted.status, accepted.at('user.id')]).toEqual([200, userId])
    await inTurn(9, () => guess(narrow, accepted.str('user.email')))
    expect((await login(narrow, accepted.str('user.email'), PASSWORD, home)).status).toBe(200)
  })
})
