import { describe, expect, it } from 'vitest'
import { browsersIn } from '../support/console.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api, admin } = await setScene()
const buildingId = await world.building()
const browserOf = browsersIn({ world, api })
const form = '/console/people/new'
const newPerson = () => ({ email: `${unique('new')}@example.test`, name: unique('New'), sendInvite: 'yes' })

describe('new people', () => {
  it('are brought in by one form, with roles, assignments and a home', async () => {
    const unitId = await world.unit(buildingId)
    const one = await browserOf({ roles: ['org_admin'] })
    const page = await one.open(form)
    for (const text of ['Organisation admin', 'Works for', 'Vacant unit']) expect(page.text).toContain(text)
    const email = `${unique('jane')}@example.test`
    const sent = await one.send(form, 'provision', {
      ...{ email, name: 'Jane', sendInvite: 'yes', roleKeys: ['viewer', 'admin'] },
      ...{ building0: buildingId, type0: 'MANAGER', building1: '', type1: 'STAFF', home: `${buildingId}/${unitId}` },
    })
    expect(sent.location).toMatch(/^\/console\/people\/[\w-]+\?done=person-created$/)
    const { text } = await one.open(sent.location ?? '')
    for (const shown of ['Jane', 'Invited', 'Role viewer', 'Role admin', 'Assigned as Manager', 'Lives there']) {
      expect(text).toContain(shown)
    }
  })

  it('are brought in by a building admin for the own buildings alone', async () => {
    const other = await world.building()
    const one = await browserOf({}, (id) => world.assign(id, buildingId, 'BUILDING_ADMIN'))
    const { html, text } = await one.open(form)
    expect([html.includes(buildingId), html.includes(other), text.includes('Organisation admin')]).toEqual([
      true,
      false,
      false,
    ])
    const fields = {
      email: `${unique('own')}@example.test`,
      name: 'Own',
      sendInvite: 'yes',
      building0: buildingId,
      type0: 'STAFF',
    }
    const sent = await one.send(form, 'provision', fields)
    expect(sent.location).toBe(`/console/buildings/${buildingId}/team?done=person-created`)
    expect((await one.open(sent.location ?? '')).text).toContain('Own')
  })

  it('who are refused are told why, with what was typed', async () => {
    const one = await browserOf({ roles: ['org_admin'] })
    const sent = await one.send(form, 'provision', { email: 'nobody', name: '', roleKeys: 'viewer' })
    expect(sent.status).toBe(400)
    expect(sent.html).toMatch(/id="provision-email"[^>]*aria-invalid="true"[^>]*value="nobody"/)
    expect(sent.html).toMatch(/id="provision-name"[^>]*aria-invalid="true"/)
    expect(sent.html).toMatch(/value="viewer" checked/)
  })
})

describe('what new people are given for a time', () => {
  const from = '2997-05-01T08:00'
  const until = '2998-01-02T09:30'
  const [begin, end] = ['2997-05-01T08:00:00.000Z', '2998-01-02T09:30:00.000Z']
  const newIn = (location: string | null) => /people\/([\w-]+)\?done=person-created$/.exec(location ?? '')?.[1] ?? ''
  const read = async (path: string) => (await admin.get(path)).body

  it('are roles, each for its own', async () => {
    const one = await browserOf({ roles: ['org_admin'] })
    const times = { 'startsAt-viewer': from, 'endsAt-viewer': until, 'endsAt-org_admin': until }
    const sent = await one.send(form, 'provision', { ...newPerson(), roleKeys: ['admin', 'viewer'], ...times })
    expect(await read(`/api/users/${newIn(sent.location)}?include=scheduled`)).toMatchObject({
      roles: [
        { key: 'admin', startsAt: null, endsAt: null },
        { key: 'viewer', startsAt: begin, endsAt: end },
      ],
    })
  })

  it('are assignments, each for its own', async () => {
    const [works, manages] = [await world.building(), await world.building()]
    const one = await browserOf({ roles: ['org_admin'] })
    const sent = await one.send(form, 'provision', {
      ...{ ...newPerson(), building0: works, type0: 'STAFF', 'endsAt-building0': until },
      ...{ building1: '', type1: 'STAFF', 'endsAt-building1': '2997-01-01T00:00' },
      ...{ building2: manages, type2: 'MANAGER', 'startsAt-building2': from, 'endsAt-building2': until },
    })
    const userId = newIn(sent.location)
    for (const [where, times] of [
      [works, { type: 'STAFF', startsAt: null, endsAt: end }],
      [manages, { type: 'MANAGER', startsAt: begin, endsAt: end }],
    ] as const) {
      const list = await read(inBuilding(where, '/assignments?include=scheduled'))
      expect(list).toMatchObject({ items: [{ userId, ...times }] })
    }
  })

  it('is a home', async () => {
    const lives = await world.building()
    const unitId = await world.unit(lives)
    const one = await browserOf({ roles: ['org_admin'] })
    const times = { startAt: from, plannedEndAt: until }
    const sent = await one.send(form, 'provision', { ...newPerson(), home: `${lives}/${unitId}`, ...times })
    expect(await read(inBuilding(lives, '/occupancies?status=SCHEDULED'))).toMatchObject({
      items: [{ residentUserId: newIn(sent.location), unitId, startAt: begin, plannedEndAt: end }],
    })
  })

  it('is given by days in the form of a building that has a time zone, roles by moments in UTC', async () => {
    const made = await admin.post('/api/org/buildings', { name: unique('Pier'), timezone: 'Europe/Berlin' })
    const pier = made.str('id')
    const unitId = await world.unit(pier)
    const one = await browserOf({ roles: ['org_admin'] })
    const here = `${form}?building=${pier}`
    const { html } = await one.open(here)
    const typeOf = (name: string) => new RegExp(`<input type="([a-z-]+)"[^>]* name="${name}"`).exec(html)?.[1]
    expect(['endsAt-viewer', 'endsAt-building0', 'plannedEndAt'].map(typeOf)).toEqual([
      'datetime-local',
      'date',
      'date',
    ])
    const sent = await one.send(here, 'provision', {
      ...{ ...newPerson(), building0: pier, type0: 'STAFF', 'endsAt-building0': '2997-06-01' },
      ...{ home: `${pier}/${unitId}`, startAt: '2997-06-01' },
    })
    expect(newIn(sent.location)).not.toBe('')
    const midnight = '2997-05-31T22:00:00.000Z'
    expect(await read(inBuilding(pier, '/assignments'))).toMatchObject({ items: [{ endsAt: midnight }] })
    expect(await read(inBuilding(pier, '/occupancies?status=SCHEDULED'))).toMatchObject({
      items: [{ startAt: midnight }],
    })
  })

  it.each(['soon', '2000-01-01T00:00'])(
    'is told at its field where it cannot be until %s, with what was typed',
    async (wrong) => {
      const unitId = await world.unit(buildingId)
      const one = await browserOf({ roles: ['org_admin'] })
      const fields = {
        ...{ ...newPerson(), roleKeys: ['admin', 'viewer'], 'startsAt-admin': from },
        ...{ building0: '', type0: 'STAFF', building2: buildingId, type2: 'MANAGER', 'startsAt-building2': from },
        ...{ home: `${buildingId}/${unitId}`, startAt: from, plannedEndAt: until },
      }
      for (const name of ['endsAt-viewer', 'endsAt-building2', 'plannedEndAt']) {
        const typed: Readonly<Record<string, string | string[]>> = { ...fields, [name]: wrong }
        const { status, html } = await one.send(form, 'provision', typed)
        const faults = [...html.matchAll(/id="provision-([\w-]+)-error"/g)].map(([, field]) => field)
        expect([status, faults]).toEqual([400, [name]])
        for (const kept of ['startsAt-admin', 'startsAt-building2', 'startAt', name])
          expect(html).toMatch(new RegExp(`name="${kept}"[^>]* value="${typed[kept]}"`))
      }
      expect((await one.send(form, 'provision', fields)).location).toMatch(/done=person-created$/)
    },
  )

  it('names each field to those who do not see where it stands', async () => {
    const { html } = await (await browserOf({ roles: ['org_admin'] })).open(form)
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const group of ['Viewer, for a time', 'Assignment 3, for a time', 'Home, for a time'])
      expect(html).toContain(`role="group" aria-label="${group}"`)
    for (const id of ['startsAt-viewer', 'endsAt-building2', 'plannedEndAt'])
      expect(html).toContain(`<label for="provision-${id}"`)
  })
})
