import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { testAuthz } from '../support/authz.ts'
import { testBrowser } from '../support/browser.ts'
import { listeningCoreApi } from '../support/listening-core-api.ts'
import { setScene } from '../support/scene.ts'

const { world, api } = await setScene()
const authz = await testAuthz().listen()
afterAll(() => authz.close())
const coreApi = await listeningCoreApi(api)
const browser = await testBrowser()
const { id, email } = await account(world, { roles: ['viewer'] })

/** A browser on a machine that has other work. */
const PATIENCE = { timeout: 120_000 }

async function openDocs(url: string): Promise<Page> {
  const page = await browser.context.newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(`${url}/docs`)
  await page.locator('.opblock').first().waitFor()
  return page
}

/** An operation that is opened to be tried, as often as somebody likes. */
async function opened(page: Page, operationId: string) {
  const block = page.locator(`.opblock[id$="-${operationId}"]`)
  await block.locator('.opblock-summary-control').click()
  await block.locator('.try-out__btn').click()
  return async (body?: object) => {
    if (body !== undefined) await block.locator('.body-param__text').fill(JSON.stringify(body))
    const answered = page.waitForResponse((response) => response.request().resourceType() === 'fetch')
    await block.locator('button.execute').click()
    await answered
    const shown = block.locator('.live-responses-table tbody tr').first()
    const status = (await answered).status()
    await shown.locator('.response-col_status', { hasText: String(status) }).waitFor()
    return { status, body: (await shown.locator('.highlight-code code').first().textContent()) ?? '' }
  }
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.locator('.auth-wrapper > .authorize').first().click()
  const dialog = page.locator('.dialog-ux')
  const bearer = dialog.locator('.auth-container').filter({ hasText: '(http, Bearer)' })
  await bearer.locator('input').fill(token)
  await bearer.locator('button.authorize').click()
  await dialog.locator('.close-modal').click()
}

describe('the reference page, with no network', PATIENCE, () => {
  it('of core-api signs in and tries operations as whoever has signed in', async () => {
    const page = await openDocs(coreApi)
    const getMe = await opened(page, 'getMe')
    expect((await getMe()).status).toBe(401)
    const session = await (await opened(page, 'signIn'))({ email, password: PASSWORD })
    expect(session.status).toBe(200)
    await signIn(page, JSON.parse(session.body).accessToken)
    const me = await getMe()
    expect([me.status, JSON.parse(me.body).user.email]).toEqual([200, email])
    expect(browser.hosts()).toEqual([new URL(coreApi).host])
    await page.close()
  })

  it('of authz asks a question with the key of a service', async () => {
    const page = await openDocs(authz.url)
    const question = {
      ...{ subject: { type: 'user', id }, action: { name: 'units.read' } },
      resource: { type: 'building', id: await world.building() },
    }
    const check = await opened(page, 'check')
    expect((await check(question)).status).toBe(401)
    await signIn(page, authz.key)
    const answer = await check(question)
    expect([answer.status, JSON.parse(answer.body).decision]).toEqual([200, true])
    expect(browser.hosts()).toEqual([new URL(authz.url).host])
    await page.close()
  })

  it('would be seen to reach for another machine, and would not get there', async () => {
    const page = await openDocs(coreApi)
    const reached = await page.evaluate(() =>
      fetch('http://cdn.example.com/').then(
        () => true,
        () => false,
      ),
    )
    expect([reached, browser.hosts()]).toEqual([false, [new URL(coreApi).host, 'cdn.example.com']])
  })
})
