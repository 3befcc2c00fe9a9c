import { expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { signedIn } from '../support/console.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api, admin } = await setScene()
const { id: adminId, email } = await account(world, { roles: ['org_admin'], name: 'Ada' })
const one = await signedIn(api, email, PASSWORD)

it('shows what was changed, by whom, the latest first, member by member', async () => {
  await one.send('/console/buildings', 'createBuilding', { name: 'First name' })
  const { str } = await admin.post('/api/org/buildings', { name: 'Second' })
  await admin.patch(`/api/org/buildings/${str('id')}`, { name: 'Renamed' })
  const { text, html } = await one.open('/console/audit')
  expect(text).toMatch(/building\.changed.*building\.created.*building\.created .*Ada/)
  expect(html).toContain('<dt>name</dt><dd><del>Second</del> <ins>Renamed</ins>')
})

it('is filtered by action, actor, target and time', async () => {
  const buildingId = await world.building()
  const { str } = await admin.post(inBuilding(buildingId, '/units'), { label: unique('filtered') })
  const shown = async (query: string) =>
    [...(await one.open(`/console/audit?${query}`)).html.matchAll(/<code>([\w.]+)<\/code>/g)].map(
      ([, action]) => action,
    )
  expect(await shown('action=unit.created')).toEqual(['unit.created'])
  expect(await shown(`target=${str('id')}`)).toEqual(['unit.created'])
  expect(await shown(`actor=${adminId}`)).not.toContain('unit.created')
  expect(await shown('from=2999-01-01T00:00')).toEqual([])
  expect(await shown('action=unit.created&from=2000-01-01T00:00&to=2999-01-01T00:00')).toEqual(['unit.created'])
  expect((await one.open('/console/audit?from=yesterday')).status).toBe(400)
})

it('pages on with the filter', async () => {
  const buildingId = await world.building()
  for (let at = 0; at < 26; at += 1) await admin.post(inBuilding(buildingId, '/units'), { label: unique('page') })
  const { html } = await one.open('/console/audit?action=unit.created')
  const [, next = ''] = /rel="next" href="([^"]+)"/.exec(html) ?? []
  expect(next).toContain('action=unit.created')
  expect((await one.open(next.replaceAll('&amp;', '&'))).text).toContain('unit.created')
})

it('is not shown to who may not read it', async () => {
  const viewer = await account(world, { roles: ['viewer'] })
  expect((await (await signedIn(api, viewer.email, PASSWORD)).open('/console/audit')).status).toBe(403)
})

it('vacancies are those of all buildings that may be read', async () => {
  const [mine, other] = [await world.building(), await world.building()]
  const [unit] = [await world.unit(mine), await world.unit(other)]
  const staff = await account(world)
  await world.assign(staff.id, mine, 'STAFF')
  const { html } = await (await signedIn(api, staff.email, PASSWORD)).open('/console/vacancies')
  expect([unit !== undefined, html.includes(mine), html.includes(other)]).toEqual([true, true, false])
})
