import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, inTurn, many, tally } from '../support/answers.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, unique } from '../support/world.ts'

const world = await createWorld(ownerPool())
const base = await testCoreApi()
const throttle = createThrottle(base.deps.db, { account: 3, address: 5, everywhere: 8 })
const { anonymous } = await testCoreApi({ throttle, trustedProxies: 1 })

const from = (address: string) => ({ 'x-forwarded-for': address })
const all = (status: number, count: number): number[] => Array<number>(count).fill(status)
const BLOCKED = [429, 'too_many_attempts']

/** Somebody signed in, and the way they change the password. */
async function signedIn() {
  const { email } = await account(world)
  const session = await anonymous.post('/api/auth/login', { email, password: PASSWORD }, from(unique('address')))
  const token = session.str('accessToken')
  return (currentPassword: string, address: string, newPassword = OTHER_PASSWORD) =>
    anonymous.post(
      '/api/auth/change-password',
      { currentPassword, newPassword },
      { ...bearer(token), ...from(address) },
    )
}

describe('the current password, when another is to be set,', () => {
  it('is guessed three times at one address, however many are sent at the same moment', async () => {
    const [change, here] = [await signedIn(), unique('address')]
    const replies = await many(20, () => change('wrong', here))
    expect(tally(replies)).toEqual({ '400 invalid_current_password': 3, '429 too_many_attempts': 17 })
    const refused = await change(PASSWORD, here)
    expect(answerOf(refused)).toEqual(BLOCKED)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60)
    expect((await change(PASSWORD, unique('address'))).status).toBe(200)
  })

  it('is not counted when the new one is too weak', async () => {
    const [change, here] = [await signedIn(), unique('address')]
    expect(await inTurn(4, () => change(PASSWORD, here, 'password1234'))).toEqual(all(400, 4))
    expect((await change(PASSWORD, here)).status).toBe(200)
  })

  it('is not looked at when the new one is longer than a password can be', async () => {
    const [change, here] = [await signedIn(), unique('address')]
    const replies = await many(4, () => change('wrong', here, 'x'.repeat(129)))
    expect(tally(replies)).toEqual({ '400 weak_password': 4 })
  })

  it('is wrong, like any other, when it is longer than a password can be', async () => {
    const [change, here] = [await signedIn(), unique('address')]
    expect(answerOf(await change('x'.repeat(1_024), here))).toEqual([400, 'invalid_current_password'])
  })
})

describe('the platform key', () => {
  const orgs = (address: string, key?: string) =>
    anonymous.get('/api/platform/orgs?limit=1', {
      ...from(address),
      ...(key !== undefined && { 'x-platform-key': key }),
    })

  it('is guessed as often as an address is allowed; then it is not looked at there, right or wrong', async () => {
    const here = unique('address')
    expect(await inTurn(7, () => orgs(here, 'wrong'))).toEqual([...all(401, 5), 429, 429])
    expect(answerOf(await orgs(here, PLATFORM_KEY))).toEqual(BLOCKED)
  })

  it('opens the platform to every other address', async () => {
    expect((await orgs(unique('address'), PLATFORM_KEY)).status).toBe(200)
  })

  it('that is missing is no guess, and a right one none', async () => {
    const here = unique('address')
    expect(await inTurn(6, () => orgs(here))).toEqual(all(401, 6))
    expect(await inTurn(6, () => orgs(here, PLATFORM_KEY))).toEqual(all(200, 6))
  })
})
