import { createApp } from '@latchkey/core-api/app'
import { createThrottle } from '@latchkey/core-api/credentials/throttle'
import { listen } from '@latchkey/shared/http/server'
import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { browser, signedIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'

const { world, api, db } = await setScene()
const { deps } = api
const { email } = await account(world, { roles: ['org_admin'], name: 'Ada' })

describe('a form', () => {
  const credentials = { email, password: PASSWORD }
  const FORM = 'application/x-www-form-urlencoded'

  it.each([
    ['of this site', {}, 303],
    ['whose browser says that it is of this site', { origin: 'null', 'sec-fetch-site': 'same-origin' }, 303],
    ['of another site', { origin: 'https://evil.test' }, 403],
    ['of a site beside this one', { origin: 'https://evil.localhost', 'sec-fetch-site': 'same-site' }, 403],
    ['of nowhere', { origin: 'null' }, 403],
    ['that hides where it is from', { origin: '' }, 403],
    ['as plain text, of another site', { origin: 'https://evil.test', 'content-type': 'text/plain' }, 415],
    ['as JSON', { 'content-type': 'application/json' }, 415],
  ])('%s', async (_, headers, status) => {
    const seen = await browser(api).send('/console/sign-in', 'signIn', credentials, headers)
    expect(seen.status).toBe(status)
    expect(seen.headers.has('set-cookie')).toBe(status === 303)
  })

  it('of another site changes nothing of somebody who is signed in', async () => {
    const one = await signedIn(api, email, PASSWORD)
    const make = (name: string, headers = {}) => one.send('/console/buildings', 'createBuilding', { name }, headers)
    expect((await make('Planted', { origin: 'https://evil.test' })).status).toBe(403)
    expect((await make('Meant')).status).toBe(303)
    const { rows } = await db.query('SELECT name FROM buildings WHERE org_id = $1', [world.orgId])
    expect(rows.map(({ name }) => name)).toEqual(['Meant'])
  })

  it('that is sent twice is done once', async () => {
    const one = await signedIn(api, email, PASSWORD)
    const fields = { name: 'Once', key: 'of-this-form' }
    const [first, second] = [
      await one.send('/console/buildings', 'createBuilding', fields),
      await one.send('/console/buildings', 'createBuilding', fields),
    ]
    expect([first.status, second.location]).toEqual([303, first.location])
    const other = await one.send('/console/buildings', 'createBuilding', { ...fields, name: 'Typed anew' })
    expect([other.status, other.location === first.location]).toEqual([303, false])
  })

  it('with an action that the page does not have is told so', async () => {
    const one = await signedIn(api, email, PASSWORD)
    for (const action of ['', 'constructor', 'toString']) {
      expect((await one.send('/console/buildings', action)).status).toBe(400)
    }
  })

  it('is refused by the API as everywhere else: no other path takes one', async () => {
    const sent = await api.fetch(
      new Request('http://localhost/api/auth/login', {
        method: 'POST',
        body: 'a=b',
        headers: { 'content-type': FORM },
      }),
    )
    expect(sent.status).toBe(415)
  })
})

it('nothing that somebody has typed becomes markup', async () => {
  const name = `<script>alert("1")</script>'&`
  const { email: address } = await account(world, { roles: ['org_admin'], name })
  const one = await signedIn(api, address, PASSWORD)
  const { location } = await one.send('/console/buildings', 'createBuilding', { name, city: '" onload="x' })
  expect(location).toMatch(/^\/console\/buildings\//)
  const { html, text } = await one.open('/console/buildings')
  expect(html).not.toContain('<script>alert')
  expect(html).not.toContain('" onload="x')
  expect(text).toContain(name)
  const echoed = await browser(api).send('/console/sign-in', 'signIn', { email: '"><script>', password: 'x' })
  expect(echoed.html).not.toContain('"><script>')
  const link = await browser(api).open('/console/reset-password?token=%22%3E%3Cscript%3E')
  expect(link.html).not.toContain('"><script>')
})

it('a page runs no script and takes no style but ours, stands in no frame, and is kept nowhere', async () => {
  const { headers, html } = await browser(api).open('/console/sign-in')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(html).not.toMatch(/<style|<script>|style="|onclick=|https?:\/\//)
})

it('assets are kept for good under an address of their version', async () => {
  const { html } = await browser(api).open('/console/sign-in')
  const addresses = [...html.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, address]) => address ?? '')
  expect(new Set(addresses).size).toBe(3)
  for (const address of addresses) {
    const { status, headers } = await browser(api).open(address)
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  }
  expect((await browser(api).open('/console/assets/constructor')).status).toBe(404)
})

it('a page that there is not is told as a page', async () => {
  const { status, text } = await browser(api).open('/console/nothing/here')
  expect([status, text.includes('Not found')]).toEqual([404, true])
})

it('somebody who follows a link of another site is sent to the page once more, with the cookie', async () => {
  const one = await signedIn(api, email, PASSWORD)
  const cookie = one.cookie()
  one.keep('')
  const { status, html } = await one.open('/console/account', { 'sec-fetch-site': 'cross-site' })
  expect([status, html.includes('content="0; url=/console/account"')]).toEqual([200, true])
  one.keep(cookie)
  expect((await one.open('/console/account', { 'sec-fetch-site': 'same-origin' })).text).toContain('Sessions')
})

it('failed sign-ins count for the address of the person, not for the console', async () => {
  const throttle = createThrottle(deps.db, { account: 2, address: 2, everywhere: 1_000 })
  const { server, stop } = await listen(createApp({ ...deps, throttle, trustedProxies: 1 }).fetch, 0, [])
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('core-api listens on no port')
  const origin = `http://127.0.0.1:${bound.port}`
  const from = async (address: string) => {
    const one = browser({ fetch: (request) => fetch(request, { redirect: 'manual' }) }, origin)
    return (
      await one.send(
        '/console/sign-in',
        'signIn',
        { email: 'nobody@example.test', password: 'x' },
        { 'x-forwarded-for': address },
      )
    ).status
  }
  try {
    const statuses = [
      await from('203.0.113.7'),
      await from('203.0.113.7'),
      await from('203.0.113.7'),
      await from('203.0.113.8'),
    ]
    expect(statuses).toEqual([401, 401, 429, 401])
  } finally {
    await stop()
  }
})
