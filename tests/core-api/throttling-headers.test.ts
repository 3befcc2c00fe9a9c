import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { inTurn } from '../support/answers.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, sendExample } from '../support/examples.ts'
import type { Reply } from '../support/http.ts'
import { OPEN_ROUTES } from '../support/known-routes.ts'
import { ROUTES } from '../support/routes.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const base = await testCoreApi()
const throttle = createThrottle(base.deps.db, { account: 2, address: 50, everywhere: 4 })
const { anonymous } = await testCoreApi({ throttle, trustedProxies: 1 })

const login = (email: string, password: string, address: string) =>
  anonymous.post('/api/auth/login', { email, password }, { 'x-forwarded-for': address })
/** The limits that a reply tells of, and what is left of each; the seconds until then are only seen to be there. */
const told = ({ status, headers }: Reply) => [
  status,
  headers.get('ratelimit-policy'),
  headers.get('ratelimit')?.replaceAll(/;t=[1-9]\d*/g, ';t'),
]

const ADDRESS = '"address";q=50;w=900'
const POLICY = `"account-address";q=2;w=900, ${ADDRESS}`

it('a sign-in tells how many failures are left, counting the one it answers', async () => {
  const { email } = await account(world)
  const here = unique('address')
  expect(told(await login(email, PASSWORD, here))).toEqual([200, POLICY, '"account-address";r=2, "address";r=50'])
  const [one, none] = ['"account-address";r=1;t, "address";r=49;t', '"account-address";r=0;t, "address";r=48;t']
  expect(told(await login(email, 'wrong', here))).toEqual([401, POLICY, one])
  expect(told(await login(email, 'wrong', here))).toEqual([401, POLICY, none])
  expect(told(await login(email, PASSWORD, here))).toEqual([429, POLICY, none])
})

it('failures elsewhere are told where they leave no room for more, and not before', async () => {
  const { email } = await account(world)
  await inTurn(3, () => login(email, 'wrong', unique('address')))
  const whole = '"account-address";r=2, "address";r=50'
  expect(told(await login(email, PASSWORD, unique('address')))).toEqual([200, POLICY, whole])
  await login(email, 'wrong', unique('address'))
  expect(told(await login(email, PASSWORD, unique('address')))).toEqual([
    429,
    `${POLICY}, "account";q=4;w=900`,
    `${whole}, "account";r=0;t`,
  ])
})

it('a platform key tells of its address alone', async () => {
  const headers = { 'x-forwarded-for': unique('address'), 'x-platform-key': PLATFORM_KEY }
  expect(told(await anonymous.get('/api/platform/orgs?limit=1', headers))).toEqual([200, ADDRESS, '"address";r=50'])
})

const examples = await createExamples(base, db)
/** What tells nothing of the token it is given: the answer is the same for every one. */
const UNTOLD = 'POST /auth/logout'
const triesSecret = (route: string) => route.includes(' /platform/') || (route.startsWith('POST ') && route !== UNTOLD)

it.each([...Object.keys(OPEN_ROUTES), ...ROUTES.filter(({ kind }) => kind === 'platform').map(({ name }) => name)])(
  '%s tells its limits if it tries a secret, and no other route does',
  async (route) => {
    const example = await examples[route]?.()
    if (example === undefined) throw new Error(`there is no example of ${route}`)
    expect((await sendExample(route, example)).headers.has('ratelimit')).toBe(triesSecret(route))
  },
)
