import type { Cast } from './cast.ts'
import { field, items, type Reply } from './client.ts'
import type { Player } from './people.ts'
import type { Story } from './story.ts'

const forbidden = { status: 403, code: 'forbidden' }
const notFound = { status: 404, code: 'not_found' }

const read = (player: Player, path: string) => ({ method: 'GET', path, token: player.token }) as const
const write = (player: Player, path: string, body: object) =>
  ({ method: 'POST', path, token: player.token, body }) as const

/** Staff and managers read; a building admin writes, in the own building only. */
export async function playAssigned(story: Story, cast: Cast): Promise<void> {
  const { a1, a2, staff, manager, buildingAdmin, nobody, resident, unit102 } = cast
  const building = `/api/org/buildings/${a1}`
  for (const [name, player] of Object.entries({ staff, manager })) {
    for (const part of ['', '/units', '/assignments', '/occupancies']) {
      await story.step(`${name} reads ${part || 'the building'}`, read(player, building + part), { status: 200 })
    }
    await story.step(`${name} adds a unit`, write(player, `${building}/units`, { label: 'X' }), forbidden)
    const assignment = { userId: nobody.id, type: 'STAFF' }
    await story.step(`${name} assigns`, write(player, `${building}/assignments`, assignment), forbidden)
    const occupancy = { unitId: unit102, residentUserId: resident.id }
    await story.step(`${name} starts an occupancy`, write(player, `${building}/occupancies`, occupancy), forbidden)
  }
  const unit = write(buildingAdmin, `${building}/units`, { label: '103' })
  await story.step('building admin adds a unit', unit, { status: 201 })
  const assignment = write(buildingAdmin, `${building}/assignments`, { userId: resident.id, type: 'STAFF' })
  const made = await story.step('building admin assigns', assignment, { status: 201 })
  const remove = {
    method: 'DELETE',
    path: `${building}/assignments/${field(made, 'id')}`,
    token: buildingAdmin.token,
  } as const
  await story.step('building admin takes it away', remove, { status: 204 })
  const other = write(buildingAdmin, `/api/org/buildings/${a2}/units`, { label: 'X' })
  await story.step('building admin in another building', other, forbidden)
}

/** A resident sees label and floor of the units, while living there. */
export async function playResident(story: Story, cast: Cast, occupancyId: string): Promise<void> {
  const { a1, resident, adminA } = cast
  const building = `/api/org/buildings/${a1}`
  const basic = read(resident, `${building}/units/basic`)
  const labels = (reply: Reply) => items(reply, 'label').join(', ')
  await story.step('resident reads basic units', basic, { status: 200, shows: '101, 102, 103', show: labels })
  for (const part of ['', '/units', '/assignments', '/occupancies']) {
    await story.step(`resident reads ${part || 'the building'}`, read(resident, building + part), forbidden)
  }
  const end = { method: 'POST', path: `${building}/occupancies/${occupancyId}/end`, token: adminA.token } as const
  await story.step('the occupancy ends', end, { status: 200 })
  await story.step('not even basic units any more', basic, forbidden)
}

/** What counts org-wide: roles and overrides; and what no grant at all means. */
export async function playGlobal(story: Story, cast: Cast): Promise<void> {
  const { adminA, viewer, deputy, plain, nobody, staff, a1, a2, b1 } = cast
  const unitsOf = (building: string) => `/api/org/buildings/${building}/units`
  const override = (player: Player, effect: string) =>
    ({
      method: 'PUT',
      path: `/api/users/${player.id}/permission-overrides`,
      token: adminA.token,
      body: { overrides: [{ permissionKey: 'units.write', effect }] },
    }) as const

  await story.step('viewer reads A1', read(viewer, unitsOf(a1)), { status: 200 })
  await story.step('viewer reads A2', read(viewer, unitsOf(a2)), { status: 200 })
  await story.step('viewer writes', write(viewer, unitsOf(a1), { label: 'X' }), forbidden)
  await story.step('DENY units.write for the deputy', override(deputy, 'DENY'), { status: 200 })
  await story.step('BUILDING_ADMIN of A1 still writes', write(deputy, unitsOf(a1), { label: '104' }), { status: 201 })
  await story.step('but not in A2', write(deputy, unitsOf(a2), { label: '104' }), forbidden)
  await story.step('ALLOW units.write for a plain user', override(plain, 'ALLOW'), { status: 200 })
  await story.step('who writes in A1', write(plain, unitsOf(a1), { label: '105' }), { status: 201 })
  await story.step('and in A2', write(plain, unitsOf(a2), { label: '105' }), { status: 201 })
  await story.step('but not in B1', write(plain, unitsOf(b1), { label: '105' }), notFound)
  await story.step('no grant at all, own org', read(nobody, unitsOf(a1)), forbidden)
  await story.step('no grant at all, foreign org', read(nobody, unitsOf(b1)), notFound)
  const list = await story.send(read(adminA, `/api/org/buildings/${a1}/assignments?userId=${staff.id}`))
  const path = `/api/org/buildings/${a1}/assignments/${items(list, 'id')[0]}`
  await story.step('a grant is taken away', { method: 'DELETE', path, token: adminA.token }, { status: 204 })
  await story.step('the next request is refused', read(staff, unitsOf(a1)), forbidden)
}
