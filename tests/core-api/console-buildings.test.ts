import { expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { browsersIn, signedIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'

const { world, api, admin } = await setScene()
const browserOf = browsersIn({ world, api })

it('shows each building with how much of it is occupied', async () => {
  const buildingId = await world.building()
  for (let at = 0; at < 3; at += 1) await world.unit(buildingId)
  await world.occupy(await world.user(), buildingId)
  const one = await browserOf({ roles: ['viewer'] })
  const { text, html } = await one.open('/console/buildings')
  expect(text).toContain('1 of 4 occupied, 3 vacant')
  expect(html).toContain('<rect class="occupied" width="25%"')
  expect(html).not.toContain('New building')
})

it('pages through many, and back to the first', async () => {
  for (let at = 0; at < 13; at += 1) await world.building()
  const one = await browserOf({ roles: ['viewer'] })
  const first = await one.open('/console/buildings')
  const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first.html) ?? []
  const second = await one.open(next.replaceAll('&amp;', '&'))
  const links = ({ html }: typeof first) => [...html.matchAll(/"\/console\/buildings\/([\w-]+)"/g)].map(([, id]) => id)
  expect(links(first)).toHaveLength(12)
  expect(links(first).some((id) => links(second).includes(id))).toBe(false)
  expect(second.html).toContain('First page')
})

it('offers a new building to whoever may make one, and says beside the field what is wrong with it', async () => {
  const one = await browserOf({ roles: ['org_admin'] })
  expect((await one.open('/console/buildings')).text).toContain('New building')
  const refused = await one.send('/console/buildings', 'createBuilding', { name: ' ', city: 'Hamburg' })
  expect(refused.status).toBe(400)
  expect(refused.html).toMatch(
    /id="createBuilding-name"[^>]*aria-describedby="createBuilding-name-error"[^>]*aria-invalid="true"/,
  )
  expect(refused.html).toContain('value="Hamburg"')
  const made = await one.send('/console/buildings', 'createBuilding', { name: 'Pier 1', city: 'Hamburg' })
  const id = made.location?.split(/[/?]/)[3]
  expect((await admin.get(`/api/org/buildings/${id}`)).at('city')).toBe('Hamburg')
  const zoned = (timezone: string) => one.send('/console/buildings', 'createBuilding', { name: 'Pier 2', timezone })
  expect((await zoned('Nowhere')).html).toContain('id="createBuilding-timezone-error"')
  const there = (await zoned('Europe/Berlin')).location?.split('?')[0]?.split('/')[3]
  expect((await admin.get(`/api/org/buildings/${there}`)).at('timezone')).toBe('Europe/Berlin')
})

it('shows an assigned person the own buildings, and a resident the own home', async () => {
  const [mine, other] = [await world.building(), await world.building()]
  const staff = await browserOf({}, (id) => world.assign(id, mine, 'STAFF'))
  const { html } = await staff.open('/console/buildings')
  expect([html.includes(mine), html.includes(other)]).toEqual([true, false])
  const resident = await browserOf({}, (id) => world.occupy(id, mine))
  const home = await resident.open('/console/buildings')
  expect(home.text).toContain('Your homes')
  expect([home.html.includes(mine), home.html.includes(other)]).toEqual([true, false])
  const nobody = await browserOf({})
  expect((await nobody.open('/console/buildings')).text).toContain('Nothing here yet')
})

it('shows somebody who works in one building and lives in another both, each where it belongs', async () => {
  const { id, email } = await account(world)
  const [works, lives] = [await world.building(), await world.building()]
  await world.assign(id, works, 'STAFF')
  const one = await signedIn(api, email, PASSWORD)
  expect((await one.open('/console/buildings')).text).not.toContain('Your homes')
  await world.occupy(id, lives)
  const { html } = await one.open('/console/buildings')
  const [buildings = '', homes = ''] = html.split('Your homes')
  expect([works, lives].map((place) => buildings.includes(place))).toEqual([true, false])
  expect([works, lives].map((place) => homes.includes(place))).toEqual([false, true])
})

it('draws the menu from what the person may do', async () => {
  const menuOf = async (...who: Parameters<typeof browserOf>) =>
    [
      ...(await (await browserOf(...who)).open('/console/buildings')).html.matchAll(/<li><a href="\/console\/(\w+)"/g),
    ].map(([, name]) => name)
  expect(await menuOf({})).toEqual(['buildings'])
  expect(await menuOf({ roles: ['viewer'] })).toEqual(['buildings', 'vacancies', 'people', 'permissions'])
  expect(await menuOf({ roles: ['org_admin'] })).toEqual(['buildings', 'vacancies', 'people', 'permissions', 'audit'])
  const building = await world.building()
  expect(await menuOf({}, (id) => world.assign(id, building, 'STAFF'))).toEqual(['buildings', 'vacancies'])
  expect(await menuOf({}, (id) => world.occupy(id, building))).toEqual(['buildings'])
})
