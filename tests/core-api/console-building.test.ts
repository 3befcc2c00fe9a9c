import { describe, expect, it } from 'vitest'
import { browsersIn } from '../support/console.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { createWorld, unique } from '../support/world.ts'

const { world, api, admin, db } = await setScene()
const buildingId = await world.building()
const path = `/console/buildings/${buildingId}`

const browserOf = browsersIn({ world, api })
const browserIn = (type?: 'BUILDING_ADMIN' | 'MANAGER' | 'STAFF') =>
  browserOf({}, async (id) => type && world.assign(id, buildingId, type))
const unitIn = async (label: string) => {
  const { str } = await admin.post(inBuilding(buildingId, '/units'), { label })
  return str('id')
}
const hrefs = (html: string) => [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '')

describe('the units of a building', () => {
  it('are listed as people count, with who lives there', async () => {
    const ten = await unitIn('10')
    await unitIn('2')
    await world.occupy(await world.user({ name: 'Anna Petersen' }), buildingId, ten)
    const { text } = await (await browserIn('STAFF')).open(path)
    expect(text).toMatch(/ 2 .*Vacant.* 10 .*Occupied.*Anna Petersen/)
    const vacant = await (await browserIn('STAFF')).open(`${path}?available=true`)
    expect(vacant.text).not.toContain('Anna Petersen')
  })

  it('tell when somebody is to leave and when the next one moves in', async () => {
    const [unitId, residentUserId] = [await unitIn(unique('booked')), await world.user({ name: 'Lena Leaving' })]
    const book = (startAt?: string, plannedEndAt?: string) =>
      admin.post(inBuilding(buildingId, '/occupancies'), { unitId, residentUserId, startAt, plannedEndAt })
    await book(undefined, '2998-01-02T09:00:00Z')
    await book('2999-03-04T10:00:00Z')
    const { text } = await (await browserIn('STAFF')).open(path)
    expect(text).toMatch(/Occupied +next from 4 Mar 2999, 10:00 UTC .*Lena Leaving since .*until 2 Jan 2998, 09:00 UTC/)
  })

  it('are changed by who may, and only shown to who may not', async () => {
    const unitId = await unitIn(unique('free'))
    const moveIn = `${path}/units/${unitId}/move-in`
    const manager = await (await browserIn('MANAGER')).open(path)
    expect(hrefs(manager.html)).not.toContain(moveIn)
    expect(manager.text).not.toContain('New unit')
    const buildingAdmin = await (await browserIn('BUILDING_ADMIN')).open(path)
    expect(hrefs(buildingAdmin.html)).toContain(moveIn)
    expect(buildingAdmin.text).toContain('New unit')
  })

  it('are made, and what is wrong with one is said beside its field', async () => {
    const one = await browserIn('BUILDING_ADMIN')
    const label = unique('new')
    expect((await one.send(path, 'createUnit', { label, floor: '3' })).location).toBe(`${path}?done=unit-created`)
    expect((await one.send(path, 'createUnit', { label })).text).toContain('The building has a unit with this label')
    const refused = await one.send(path, 'createUnit', { label: 'x', floor: '5000' })
    expect(refused.status).toBe(400)
    expect(refused.html).toMatch(/id="createUnit-floor"[^>]*aria-invalid="true"[^>]*value="5000"/)
  })

  it('show a resident no more than labels and floors', async () => {
    const one = await browserOf({}, (id) => world.occupy(id, buildingId))
    const { text, html } = await one.open(path)
    expect(text).toContain('Unit Floor')
    expect(text).not.toContain('Anna Petersen')
    expect(html).not.toContain('<form method="post" action="/console/buildings')
  })

  it('of another organisation are those of a building that is not there', async () => {
    const foreign = await (await createWorld(db)).building()
    const one = await browserIn('STAFF')
    const [there, nowhere] = [
      await one.open(`/console/buildings/${foreign}`),
      await one.open('/console/buildings/nowhere'),
    ]
    expect([there.status, there.text]).toEqual([404, nowhere.text])
  })

  it('of another building are refused, and the permission that is missing named', async () => {
    const other = await world.building()
    const { status, text } = await (await browserIn('STAFF')).open(`/console/buildings/${other}`)
    expect([status, text.includes('buildings.read')]).toEqual([403, true])
  })
})

describe('somebody', () => {
  it('moves in by email, with an invite, and out again', async () => {
    const unitId = await unitIn(unique('home'))
    const one = await browserIn('BUILDING_ADMIN')
    const moveIn = `${path}/units/${unitId}/move-in`
    expect((await one.open(moveIn)).text).toContain('By email')
    const wrong = await one.send(moveIn, 'provision', { email: 'no address', name: 'New' })
    expect(wrong.html).toMatch(/id="provision-email"[^>]*aria-invalid="true"/)
    const email = `${unique('new')}@example.test`
    expect((await one.send(moveIn, 'provision', { email, name: 'Newcomer' })).location).toBe(`${path}?done=moved-in`)
    const home = await admin.get(inBuilding(buildingId, '/occupancies?limit=200'))
    const at = home.items('unitId').indexOf(unitId)
    expect(home.items('resident.email')[at]).toBe(email)
    const occupancyId = String(home.items('id')[at])
    expect((await one.open(path)).html).toContain(`name="occupancyId" value="${occupancyId}"`)
    expect((await one.send(path, 'moveOut', { occupancyId })).location).toBe(`${path}?done=moved-out`)
    const ended = await admin.get(inBuilding(buildingId, '/occupancies?status=ENDED&limit=200'))
    expect(ended.items('id')).toContain(occupancyId)
  })

  it('who has lived there for a while is told to have moved in, not to be booked', async () => {
    const moveIn = `${path}/units/${await unitIn(unique('home'))}/move-in`
    const since = { email: `${unique('since')}@example.test`, name: 'Since', startAt: '2020-01-01T00:00' }
    const sent = await (await browserIn('BUILDING_ADMIN')).send(moveIn, 'provision', since)
    expect(sent.location).toBe(`${path}?done=moved-in`)
  })

  it('who is known is looked for and moves in; a unit that was taken meanwhile is told', async () => {
    const [unitId, name] = [await unitIn(unique('home')), unique('Petra')]
    const userId = await world.user({ name })
    const one = await browserOf({ roles: ['admin'] })
    const moveIn = `${path}/units/${unitId}/move-in`
    expect((await one.open(`${moveIn}?who=${name}`)).html).toContain(`<option value="${userId}">`)
    expect((await one.open(`${moveIn}?who=nobody-at-all`)).text).toContain('Nobody is called so')
    expect((await one.send(`${moveIn}?who=${name}`, 'moveIn', { userId })).location).toBe(`${path}?done=moved-in`)
    const again = await one.send(`${moveIn}?who=${name}`, 'moveIn', { userId })
    expect([again.status, again.text.includes('Unit is already occupied')]).toEqual([409, true])
  })

  it('is booked ahead where somebody lives until then, and the booking is cancelled', async () => {
    const made = await admin.post('/api/org/buildings', { name: unique('Pier'), timezone: 'Europe/Berlin' })
    const pier = `/console/buildings/${made.str('id')}`
    const unit = await admin.post(inBuilding(made.str('id'), '/units'), { label: '7' })
    const one = await browserOf({ roles: ['admin'] })
    const moveIn = `${pier}/units/${unit.str('id')}/move-in`
    const now = { email: `${unique('now')}@example.test`, name: 'Nora Now', plannedEndAt: '2997-06-01' }
    expect((await one.send(moveIn, 'provision', now)).location).toBe(`${pier}?done=moved-in`)
    const later = { email: `${unique('later')}@example.test`, name: 'Lars Later', startAt: '2997-05-01' }
    const refused = await one.send(moveIn, 'provision', later)
    expect([refused.status, refused.text.includes('Unit is already occupied')]).toEqual([409, true])
    const booked = await one.send(moveIn, 'provision', { ...later, startAt: '2997-06-01' })
    expect(booked.location).toBe(`${pier}?done=booked`)
    const { html, text } = await one.open(pier)
    expect(text).toMatch(/Nora Now since .* until 31 May 2997, 22:00 UTC/)
    expect(text).toMatch(/Booked moves .*7 Lars Later 31 May 2997, 22:00 UTC/)
    const [, occupancyId = ''] = /value="cancelBooking".*?name="occupancyId" value="([^"]+)"/s.exec(html) ?? []
    const cancelled = await one.send(pier, 'cancelBooking', { occupancyId })
    expect(cancelled.location).toBe(`${pier}?done=booking-cancelled`)
    expect((await one.open(pier)).text).not.toContain('Lars Later')
  })

  it('who cannot move in because of a booking is told the period in the way', async () => {
    const [unitId, residentUserId, name] = [await unitIn(unique('home')), await world.user(), unique('Paul')]
    const booking = { startAt: '2998-01-02T09:00:00Z', plannedEndAt: '2999-03-04T10:00:00Z' }
    await admin.post(inBuilding(buildingId, '/occupancies'), { unitId, residentUserId, ...booking })
    const moveIn = `${path}/units/${unitId}/move-in?who=${name}`
    const userId = await world.user({ name })
    const { status, text } = await (await browserOf({ roles: ['admin'] })).send(moveIn, 'moveIn', { userId })
    expect(status).toBe(409)
    expect(text).toMatch(/In the way: from 2 Jan 2998, 09:00 UTC +until 4 Mar 2999, 10:00 UTC/)
  })
})
