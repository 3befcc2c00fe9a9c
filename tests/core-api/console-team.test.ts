import { describe, expect, it } from 'vitest'
import { browsersIn } from '../support/console.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api, admin } = await setScene()
const buildingId = await world.building()
const path = `/console/buildings/${buildingId}`

const browserOf = browsersIn({ world, api })
const browserIn = (type?: 'BUILDING_ADMIN' | 'MANAGER' | 'STAFF') =>
  browserOf({}, async (id) => type && world.assign(id, buildingId, type))

describe('the team of a building', () => {
  it('is assigned and unassigned', async () => {
    const one = await browserIn('BUILDING_ADMIN')
    const email = `${unique('staff')}@example.test`
    const assign = () => one.send(`${path}/team`, 'provision', { email, name: 'Sam Staff', type: 'STAFF' })
    expect((await assign()).location).toBe(`${path}/team?done=assigned`)
    const { html, text } = await one.open(`${path}/team`)
    expect(text).toContain('Sam Staff')
    const [, assignmentId = ''] = new RegExp(`${email}[^]*?name="assignmentId" value="([^"]+)"`).exec(html) ?? []
    expect((await one.send(`${path}/team`, 'unassign', { assignmentId })).location).toBe(`${path}/team?done=unassigned`)
    expect((await one.open(`${path}/team`)).text).not.toContain('Sam Staff')
  })

  it('is assigned for a time, by days where the building has a time zone, else by moments in UTC', async () => {
    const made = await admin.post('/api/org/buildings', { name: unique('Pier'), timezone: 'Europe/Berlin' })
    const one = await browserOf({ roles: ['admin'] })
    for (const [team, endsAt] of [
      [`/console/buildings/${made.str('id')}/team`, '2997-06-01'],
      [`${path}/team`, '2997-05-31T22:00'],
    ] as const) {
      const who = { email: `${unique('temp')}@example.test`, name: unique('Temp'), type: 'STAFF', endsAt }
      expect((await one.send(team, 'provision', who)).location).toBe(`${team}?done=assigned`)
      expect((await one.open(team)).text).toMatch(new RegExp(`${who.name} .*until 31 May 2997, 22:00 UTC`))
    }
    const wrong = { email: `${unique('temp')}@example.test`, name: 'Wrong', type: 'STAFF', endsAt: '2000-01-01T00:00' }
    const refused = await one.send(`${path}/team`, 'provision', wrong)
    expect([refused.status, refused.html.includes('id="provision-endsAt-error"')]).toEqual([400, true])
  })

  it('who is assigned for a time, or later, is listed with its beginning and end', async () => {
    const userId = await world.user({ name: 'Tina Temporary' })
    const times = { startsAt: '2998-01-02T00:00:00Z', endsAt: '2999-03-04T10:00:00Z' }
    await admin.post(inBuilding(buildingId, '/assignments'), { userId, type: 'STAFF', ...times })
    const { text } = await (await browserIn('STAFF')).open(`${path}/team`)
    expect(text).toMatch(/Tina Temporary .*2 Jan 2998 .*until 4 Mar 2999, 10:00 UTC/)
  })

  it('without the right is offered nothing, and refused when they send it all the same', async () => {
    const one = await browserIn('MANAGER')
    const page = await one.open(`${path}/team`)
    expect([page.status, page.text.includes('Assign somebody'), page.text.includes('Take away')]).toEqual([
      200,
      false,
      false,
    ])
    const sent = await one.send(`${path}/team`, 'provision', { email: 'x@example.test', name: 'X', type: 'STAFF' })
    expect(sent.status).toBe(403)
  })
})
