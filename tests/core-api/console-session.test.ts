import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { browser, signedIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'
import { createWorld } from '../support/world.ts'

const { world, api, db, admin } = await setScene()
const { deps } = api

describe('signing in', () => {
  it('leads to the buildings and keeps the tokens where no script and no other site reaches them', async () => {
    const { email } = await account(world, { roles: ['viewer'] })
    const one = browser(api)
    const seen = await one.send('/console/sign-in', 'signIn', { email, password: PASSWORD })
    expect([seen.status, seen.location]).toEqual([303, '/console/buildings'])
    expect(seen.headers.get('set-cookie')).toMatch(/^latchkey=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await one.open('/console/buildings')).status).toBe(200)
  })

  it('over https binds the cookie to the host', async () => {
    const { createApp } = await import('@latchkey/core-api/app')
    const app = createApp({ ...deps, publicUrl: 'https://latchkey.test' })
    const { email } = await account(world)
    const one = browser({ fetch: async (request) => await app.fetch(request) }, 'https://latchkey.test')
    const { headers } = await one.send('/console/sign-in', 'signIn', { email, password: PASSWORD })
    expect(headers.get('set-cookie')).toMatch(/^__Host-latchkey=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  })

  it('with a wrong password says so beside the form, keeps the address and not the password', async () => {
    const { email } = await account(world)
    const seen = await browser(api).send('/console/sign-in', 'signIn', { email, password: 'not-the-password' })
    expect(seen.status).toBe(401)
    expect(seen.html).toContain('role="alert"')
    expect(seen.text).toContain('The email or password is not right')
    expect(seen.html).toContain(`value="${email}"`)
    expect(seen.html).not.toContain('not-the-password')
  })

  it('asks which organisation is meant when the password is right in several', async () => {
    const other = await createWorld(db)
    const { email } = await account(world)
    await account(other, { email })
    const one = browser(api)
    const asked = await one.send('/console/sign-in', 'signIn', { email, password: PASSWORD })
    expect(asked.status).toBe(409)
    const slugs = [...asked.html.matchAll(/<option value="(org-[^"]+)"/g)].map(([, slug]) => slug ?? '')
    expect(slugs).toHaveLength(2)
    const chosen = await one.send('/console/sign-in', 'signIn', { email, password: PASSWORD, org: slugs[0] ?? '' })
    expect(chosen.status).toBe(303)
  })

  it('goes on where somebody wanted to be, and never to another site', async () => {
    const { email } = await account(world, { roles: ['viewer'] })
    const asked = await browser(api).open('/console/account?cursor=x')
    expect([asked.status, asked.location]).toEqual([303, '/console/sign-in?next=%2Fconsole%2Faccount%3Fcursor%3Dx'])
    const credentials = { email, password: PASSWORD }
    const onward = async (next: string) =>
      (await browser(api).send(`/console/sign-in?next=${encodeURIComponent(next)}`, 'signIn', credentials)).location
    expect(await onward('/console/account?cursor=x')).toBe('/console/account?cursor=x')
    for (const next of [
      'https://evil.test/console/',
      '//evil.test',
      '/console/..//evil.test',
      '/\\evil.test',
      '/docs',
    ]) {
      expect(await onward(next)).toBe('/console/buildings')
    }
  })
})

describe('somebody whose password another chose', () => {
  it('sees nothing but the page to change it, and the way out', async () => {
    const { email } = await account(world, { roles: ['org_admin'], mustChangePassword: true })
    const one = browser(api)
    const first = await one.send('/console/sign-in', 'signIn', { email, password: PASSWORD })
    expect(first.location).toBe('/console/password')
    expect((await one.open('/console/buildings')).location).toBe('/console/password')
    const page = await one.open('/console/password')
    expect(page.text).toContain('Choose your own')
    expect(page.text).toContain('Sign out')
    expect(page.text).not.toContain('Audit')
    const weak = await one.send('/console/password', 'changePassword', {
      currentPassword: PASSWORD,
      newPassword: 'password1234',
    })
    expect(weak.status).toBe(400)
    expect(weak.html).toMatch(/id="changePassword-newPassword"[^>]*aria-invalid="true"|role="alert"/)
    const fields = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD }
    expect((await one.send('/console/password', 'changePassword', fields)).location).toBe(
      '/console/buildings?done=password-changed',
    )
    expect((await one.open('/console/buildings')).text).toContain('Audit')
  })
})

describe('a session', () => {
  it('goes on with the refresh token when the access token is over, once for a page', async () => {
    const { id, email } = await account(world, { roles: ['viewer'] })
    const one = await signedIn(api, email, PASSWORD)
    const [, refreshToken] = one.cookie().split('~')
    one.keep(`latchkey=over~${refreshToken}`)
    const seen = await one.open('/console/buildings')
    expect(seen.status).toBe(200)
    expect(one.cookie()).not.toContain(refreshToken ?? '')
    const { rows } = await db.query(
      'SELECT count(*)::int AS n FROM refresh_tokens JOIN sessions ON sessions.id = session_id WHERE user_id = $1',
      [id],
    )
    expect(rows).toEqual([{ n: 2 }])
  })

  it('goes on in the middle of a form, too', async () => {
    const { email } = await account(world, { roles: ['org_admin'] })
    const one = await signedIn(api, email, PASSWORD)
    one.keep(`latchkey=over~${one.cookie().split('~')[1]}`)
    const sent = await one.send('/console/buildings', 'createBuilding', { name: 'Kept' })
    expect(sent.location).toMatch(/done=building-created$/)
  })

  it('that was ended leads to signing in, and its cookie goes', async () => {
    const { id, email } = await account(world, { roles: ['viewer'] })
    const one = await signedIn(api, email, PASSWORD)
    expect((await one.open('/console/buildings')).status).toBe(200)
    await admin.delete(`/api/users/${id}/sessions`)
    expect((await one.open('/console/account')).location).toBe('/console/sign-in?next=%2Fconsole%2Faccount')
    expect(one.cookie()).toBe('')
  })

  it('ends at the API when somebody signs out', async () => {
    const { email } = await account(world, { roles: ['viewer'] })
    const one = await signedIn(api, email, PASSWORD)
    const kept = one.cookie()
    expect((await one.send('/console/sign-out', 'signOut')).location).toBe('/console/sign-in?done=signed-out')
    expect(one.cookie()).toBe('')
    one.keep(kept)
    expect((await one.open('/console/buildings')).location).toBe('/console/sign-in')
  })

  it('is listed on the own page, where others of it are ended', async () => {
    const { email } = await account(world)
    const other = await signedIn(api, email, PASSWORD)
    const one = await signedIn(api, email, PASSWORD)
    const [, sessionId = ''] = /name="sessionId" value="([^"]+)"/.exec((await one.open('/console/account')).html) ?? []
    expect((await one.send('/console/account', 'endSession', { sessionId })).location).toBe(
      '/console/account?done=session-ended',
    )
    expect((await other.open('/console/account')).status).toBe(303)
    expect((await one.open('/console/account')).status).toBe(200)
  })

  it('of the cookie is nothing to the API, which takes the header alone', async () => {
    const { email } = await account(world, { roles: ['org_admin'] })
    const one = await signedIn(api, email, PASSWORD)
    expect((await one.open('/api/auth/me')).status).toBe(401)
    const [access] = one.cookie().replace('latchkey=', '').split('~')
    expect((await one.open('/api/auth/me', { authorization: `Bearer ${access}` })).status).toBe(200)
  })
})
