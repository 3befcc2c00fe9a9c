import { describe, expect, it } from 'vitest'
import { browsersIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api } = await setScene()
const buildingId = await world.building()
const browserOf = browsersIn({ world, api })
const form = '/console/people/new'

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
