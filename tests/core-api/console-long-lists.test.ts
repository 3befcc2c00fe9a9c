import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { signedIn } from '../support/console.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api, admin } = await setScene()
const { email } = await account(world, { roles: ['org_admin'] })
const one = await signedIn(api, email, PASSWORD)

const nextIn = (html: string, list: string): string => {
  const [, nav = ''] = new RegExp(`aria-label="Pages of ${list}">([^]*?)</nav>`).exec(html) ?? []
  const [, href = ''] = /rel="next" href="([^"]+)"/.exec(nav) ?? []
  return href.replaceAll('&amp;', '&')
}

describe('the booked moves of a building', () => {
  it('page on beside its units, each shown once', async () => {
    const buildingId = await world.building()
    const residentUserId = await world.user()
    const names: string[] = []
    for (let at = 0; at < 51; at += 1) {
      const label = unique('Booked')
      const unitId = (await admin.post(inBuilding(buildingId, '/units'), { label })).str('id')
      const booked = { unitId, residentUserId, startAt: '2999-01-01T00:00:00Z' }
      expect((await admin.post(inBuilding(buildingId, '/occupancies'), booked)).status).toBe(201)
      names.push(label)
    }
    const moves = (html: string) => names.filter((name) => html.split('Booked moves</h2>')[1]?.includes(name))
    const first = await one.open(`/console/buildings/${buildingId}`)
    const second = await one.open(nextIn(first.html, 'booked moves'))
    expect([moves(first.html).length, moves(second.html).length]).toEqual([50, 1])
    expect(moves(first.html)).not.toContain(moves(second.html)[0])
    expect(nextIn(second.html, 'units')).toContain('booked=')
    expect(nextIn(second.html, 'booked moves')).toBe('')
  })
})

describe('who is looked for', () => {
  it('to learn why not is told when there are more than are shown', async () => {
    const name = unique('Many')
    const path = `/console/buildings/${await world.building()}/access?who=${name}`
    for (let at = 0; at < 20; at += 1) await world.user({ name })
    expect((await one.open(path)).text).not.toContain('The first 20')
    await world.user({ name })
    expect((await one.open(path)).text).toContain('The first 20')
  })
})

describe('the form that brings somebody in', () => {
  it('says where it does not list every vacant unit, and lists those of one building alone', async () => {
    const buildings = [await world.building(), await world.building()] as const
    const last = (await admin.post(inBuilding(buildings[1], '/units'), { label: 'zzz last' })).str('id')
    for (let at = 0; at < 200; at += 1) await world.unit(buildings[0])
    const all = await one.open('/console/people/new')
    expect(all.text).toContain('the first 200 vacant units')
    expect(all.html).not.toContain(last)
    const { html: team } = await one.open(`/console/buildings/${buildings[1]}/team`)
    const here = `/console/people/new?building=${buildings[1]}`
    expect(team).toContain(`href="${here}"`)
    const { text, html } = await one.open(here)
    expect(html).toContain(`value="${buildings[1]}/${last}"`)
    expect(html).toContain(`value="${buildings[1]}" selected`)
    expect([html.includes(buildings[0]), text.includes('the first 200')]).toEqual([false, false])
  })
})
