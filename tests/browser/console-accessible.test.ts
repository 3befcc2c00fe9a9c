import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startChromium } from '../../scripts/screenshots/chromium.ts'
import { account, PASSWORD } from '../support/accounts.ts'
import { complaints, faultsOf } from '../support/console-page.ts'
import { listeningCoreApi } from '../support/listening-core-api.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { world, api } = await setScene()
const origin = await listeningCoreApi(api)
const chromium = await startChromium()
afterAll(() => chromium.close())

const { email } = await account(world, { roles: ['org_admin'], name: 'Ada Admin' })
const buildingId = await world.building()
const free = await world.unit(buildingId)
const resident = await world.user({
  name: 'Renate Resident',
  roles: ['viewer'],
  deny: ['units.read'],
  allow: ['audit.read'],
})
await world.occupy(resident, buildingId)
await world.assign(resident, buildingId, 'STAFF')
const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
const stay = { startAt: '2999-01-01T00:00:00Z', plannedEndAt: '2999-02-01T00:00:00Z' }
const booked = { unitId: await world.unit(buildingId), residentUserId: resident, ...stay }
await admin.post(inBuilding(buildingId, '/occupancies'), booked)
const gone = await world.user({ name: 'Gerd Gone', status: 'DISABLED' })
await world.user({ name: 'Ines Invited', status: 'INVITED' })
const building = `/console/buildings/${buildingId}`

const OPEN = [
  'sign-in',
  'forgot-password',
  'reset-password?token=a',
  'accept-invite?token=a',
  'confirm-email?token=a',
  'nothing',
]

const SIGNED_IN: readonly (readonly [what: string, path: string])[] = [
  ['buildings', '/console/buildings'],
  ['something done', '/console/buildings?done=building-created'],
  ['units', building],
  ['no unit', `${building}?q=nothing`],
  ['moving in', `${building}/units/${free}/move-in?who=renate`],
  ['a team', `${building}/team?who=renate`],
  ['who may do what', `${building}/access?who=renate`],
  ['why, and why not', `${building}/access/${resident}`],
  ['why nothing', `${building}/access/${gone}`],
  ['vacancies', '/console/vacancies'],
  ['people', '/console/people'],
  ['nobody', '/console/people?q=nobody-at-all'],
  ['a person', `/console/people/${resident}`],
  ['a disabled person', `/console/people/${gone}`],
  ['bringing somebody in', '/console/people/new'],
  ['taking everything away', `/console/people/${resident}/revoke-all?endOccupancies=yes`],
  ['permissions', '/console/permissions'],
  ['audit', '/console/audit'],
  ['a refusal', '/console/audit?from=yesterday'],
  ['the own account', '/console/account'],
  ['the own password', '/console/password'],
]

describe('is accessible in both schemes, wide and narrow', () => {
  let page: Page
  let complained: string[]
  beforeAll(async () => {
    page = await (await chromium.newContext({ baseURL: origin })).newPage()
    complained = complaints(page)
  })

  it.each(OPEN)('/console/%s', async (path) => {
    await page.goto(`/console/${path}`)
    expect(await faultsOf(page)).toEqual([])
  })

  it('a sign-in that was refused', async () => {
    await page.goto('/console/sign-in')
    await page.fill('#signIn-email', email)
    await page.fill('#signIn-password', 'wrong')
    await page.click('button')
    await page.waitForSelector('[role=alert]')
    expect(await faultsOf(page)).toEqual([])
  })

  it('signs in', async () => {
    await page.fill('#signIn-password', PASSWORD)
    await page.click('button')
    await page.waitForURL('**/console/buildings')
  })

  it.each(SIGNED_IN)('%s', async (_, path) => {
    const answer = await page.goto(path)
    expect(answer?.status()).toBe(path.includes('yesterday') ? 400 : 200)
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true
    })
    expect(await faultsOf(page)).toEqual([])
  })

  it('a form that was refused', async () => {
    await page.goto('/console/people/new')
    await page.evaluate(() => {
      for (const form of document.querySelectorAll('form')) form.noValidate = true
    })
    await page.click('text=Bring them in')
    await page.waitForSelector('[aria-invalid]')
    expect(await faultsOf(page)).toEqual([])
  })

  it('a form that shows the times of what is chosen, and those that keep it from being sent', async () => {
    await page.goto('/console/people/new')
    const shown = () => page.locator('.times:visible').count()
    expect(await shown()).toBe(0)
    await page.check('#provision-roleKeys-viewer')
    await page.selectOption('#provision-building1', buildingId)
    await page.selectOption('#provision-home', { index: 1 })
    expect(await shown()).toBe(3)
    expect(await faultsOf(page)).toEqual([])
    await page.focus('#provision-endsAt-viewer')
    await page.keyboard.type('01')
    await page.uncheck('#provision-roleKeys-viewer')
    await page.selectOption('#provision-building1', '')
    expect(await shown()).toBe(2)
  })

  it('and no page breaks its own policy or misses a file', () => {
    expect(complained.filter((text) => !/status of 40[0134]/.test(text))).toEqual([])
  })
})

it('tells a fault where there is one', async () => {
  const page = await (await chromium.newContext({ baseURL: origin })).newPage()
  await page.goto('/console/sign-in')
  await page.evaluate(() => {
    document.querySelector('label')?.remove()
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<p class="probe">wide</p>')
    document.querySelector('.probe')?.setAttribute('style', '')
    const probe = document.querySelector<HTMLElement>('.probe')
    if (probe) Object.assign(probe.style, { width: '2000px', color: '#ccc', background: '#fff' })
  })
  const faults = (await faultsOf(page)).join('\n')
  for (const fault of ['label', 'color-contrast', 'wider than the screen']) expect(faults).toContain(fault)
})
