import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { browser, signedIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'
import { leaksOf } from '../support/secrets.ts'
import { keptLog } from '../support/shell.ts'
import { unique } from '../support/world.ts'

const { lines, logger } = keptLog('core-api', 'trace')
const { api, world, admin } = await setScene({ logger })
const told = () => JSON.stringify(lines)

/** Both tokens that a browser keeps. */
const tokensOf = (cookie: string): string[] => {
  const tokens = cookie.slice(cookie.indexOf('=') + 1).split('~')
  expect(tokens).toHaveLength(2)
  return tokens.map(decodeURIComponent)
}

describe('the log of core-api holds of the console', () => {
  it('neither password, nor cookie, nor token, nor address', async () => {
    const { email } = await account(world, { roles: ['org_admin'] })
    const wrong = await browser(api).send('/console/sign-in', 'signIn', { email, password: OTHER_PASSWORD })
    expect(wrong.status).toBe(401)
    const one = await signedIn(api, email, PASSWORD)
    const cookie = one.cookie()
    expect((await one.open('/console/people')).status).toBe(200)
    for (const spoilt of [`${cookie}x`, cookie.slice(0, -2), cookie.replace('~', ''), `${cookie}; ${cookie}`])
      await browser(api).open('/console/people', { cookie: spoilt })
    await one.send('/console/sign-in', PASSWORD, { [PASSWORD]: PASSWORD, password: PASSWORD, email })
    await one.open(`/console/people?q=${encodeURIComponent(email)}&token=${PASSWORD}`)
    expect(lines.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(6)
    expect(leaksOf([PASSWORD, OTHER_PASSWORD, email, cookie, ...tokensOf(cookie)], told())).toEqual([])
  })
})

describe('nor of an answer that is given again', () => {
  it('its temporary password or its key', async () => {
    const key = unique('a-key-of-somebody')
    const person = { email: `${unique('jane')}@example.test`, name: 'Jane' }
    const create = () => admin.send('POST', '/api/users', person, { 'idempotency-key': key })
    const [made, again] = [await create(), await create()]
    expect([made.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    const secrets = [made.str('temporaryPassword'), key, person.email]
    expect(leaksOf(secrets, told())).toEqual([])
    logger.warn({ secrets }, 'planted')
    expect(leaksOf(secrets, told())).toEqual(secrets)
  })
})
