import { afterAll, expect, it } from 'vitest'
import { startChromium } from '../../scripts/screenshots/chromium.ts'
import { account, PASSWORD } from '../support/accounts.ts'
import { complaints, tabTo } from '../support/console-page.ts'
import { listeningCoreApi } from '../support/listening-core-api.ts'
import { setScene } from '../support/scene.ts'

const { world, api, admin } = await setScene()
const origin = await listeningCoreApi(api)
const chromium = await startChromium()
afterAll(() => chromium.close())
const { email } = await account(world, { roles: ['org_admin'], name: 'Ada Admin' })
const buildingId = await world.building()

const newPage = async () => (await chromium.newContext({ baseURL: origin })).newPage()

it('somebody signs in, finds a person and takes everything from them, by keyboard alone', async () => {
  const userId = await world.user({ name: 'Lea Leaver', roles: ['viewer'] })
  await world.assign(userId, buildingId, 'MANAGER')
  const page = await newPage()
  const complained = complaints(page)
  const { keyboard } = page
  await page.goto('/console')
  await tabTo(page, /^Email/)
  await keyboard.type(email)
  await tabTo(page, /^Password/)
  await keyboard.type(PASSWORD)
  await Promise.all([page.waitForURL('**/console/buildings'), keyboard.press('Enter')])
  await tabTo(page, /^People$/)
  await Promise.all([page.waitForURL('**/console/people'), keyboard.press('Enter')])
  await tabTo(page, /^Name or email/)
  await keyboard.type('leaver')
  await Promise.all([page.waitForURL('**/console/people?q=leaver*'), keyboard.press('Enter')])
  await tabTo(page, /^Lea Leaver$/)
  await Promise.all([page.waitForURL(`**/console/people/${userId}`), keyboard.press('Enter')])
  await tabTo(page, /^Take everything away$/)
  await Promise.all([page.waitForURL('**/revoke-all'), keyboard.press('Enter')])
  expect(await page.textContent('#preview')).toMatch(/viewer[\s\S]*Manager of/)
  await tabTo(page, /^Take it all away now$/)
  await Promise.all([page.waitForURL('**?done=revoked'), keyboard.press('Enter')])
  expect(await page.textContent('.done')).toBe('Everything is taken away.')
  expect((await admin.get(`/api/users/${userId}/access`)).at('org.via')).toEqual([])
  expect(complained).toEqual([])
})

it('what was refused has the focus, and is told where it stands', async () => {
  const page = await newPage()
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', 'not-the-password')
  await page.click('text="Sign in" >> nth=-1')
  await page.waitForSelector('[role=alert]')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
  expect(await page.inputValue('#signIn-email')).toBe(email)
})

it('the skip link leads to the content', async () => {
  const page = await newPage()
  await page.goto('/console/sign-in')
  await tabTo(page, /^Skip to the content$/)
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
})

it('a page that takes its time says so, and a form is sent once however often it is clicked', async () => {
  const page = await newPage()
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', PASSWORD)
  const held = Promise.withResolvers<void>()
  let sent = 0
  await page.route('**/console/sign-in', async (route) => {
    sent += 1
    await held.promise
    await route.continue()
  })
  // While a page is under way nobody can ask the one that is left: it tells by itself, and clicks once more.
  const shown = page.waitForEvent('console', { predicate: (message) => message.text().startsWith('shown') })
  await page.evaluate(() => {
    const [bar, button] = [document.querySelector<HTMLElement>('.progress'), document.querySelector('button')]
    if (!bar || !button) throw new Error('the page has neither')
    new MutationObserver(() => {
      button.click()
      // biome-ignore lint/suspicious/noConsole: the way out of the page
      console.log(`shown ${!bar.hidden} ${document.documentElement.getAttribute('aria-busy')}`)
    }).observe(bar, { attributes: true })
    button.click()
  })
  expect((await shown).text()).toBe('shown true true')
  held.resolve()
  await page.waitForURL('**/console/buildings')
  expect(sent).toBe(1)
  expect(await page.isHidden('.progress')).toBe(true)
})

it('without scripts everything works', async () => {
  const page = await (await chromium.newContext({ baseURL: origin, javaScriptEnabled: false })).newPage()
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', PASSWORD)
  await page.click('button')
  await page.waitForURL('**/console/buildings')
  await page.click('text=Sign out')
  await page.waitForURL('**/console/sign-in?done=signed-out')
})

it('the session is in no script’s reach, and another site neither sends forms nor gets a page with it', async () => {
  const context = await chromium.newContext({ baseURL: origin })
  const page = await context.newPage()
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', PASSWORD)
  await page.click('button')
  await page.waitForURL('**/console/buildings')
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(await context.cookies()).toMatchObject([{ name: 'latchkey', httpOnly: true, sameSite: 'Strict' }])
  const other = await context.newPage()
  // The same server by another name is another site.
  await other.goto(origin.replace('127.0.0.1', 'localhost').concat('/livez'))
  const sent = other.waitForRequest((request) => request.method() === 'POST')
  await other.evaluate((action) => {
    const form = document.createElement('form')
    Object.assign(form, { method: 'post', action })
    form.innerHTML = '<input name="do" value="createBuilding"><input name="name" value="Planted">'
    document.body.append(form)
    form.submit()
  }, `${origin}/console/buildings`)
  const answer = await (await sent).response()
  expect([answer?.status(), (await (await sent).allHeaders())['cookie']]).toEqual([403, undefined])
  const list = await admin.get('/api/org/buildings?limit=200')
  expect(list.items('name')).not.toContain('Planted')
})

it('a link of another site leads somebody who is signed in to the page', async () => {
  const context = await chromium.newContext({ baseURL: origin })
  const page = await context.newPage()
  await page.goto('/console/sign-in')
  await page.fill('#signIn-email', email)
  await page.fill('#signIn-password', PASSWORD)
  await page.click('button')
  await page.waitForURL('**/console/buildings')
  await page.goto(origin.replace('127.0.0.1', 'localhost').concat('/livez'))
  await page.evaluate((href) => {
    const link = document.createElement('a')
    Object.assign(link, { href, textContent: 'to Latchkey' })
    document.body.append(link)
  }, `${origin}/console/account`)
  await page.click('text=to Latchkey')
  await page.waitForSelector('text=Change the password')
})
