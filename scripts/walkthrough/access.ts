import type { Cast } from './cast.ts'
import { call, field, items, type Reply } from './client.ts'
import type { Player } from './people.ts'
import type { Story } from './story.ts'

const forbidden = { status: 403, code: 'forbidden' }
const notFound = { status: 404, code: 'not_found' }

/** The lists of a building, and the building itself. */
const READS = [
  ['the building', 'getBuilding'],
  ['/units', 'listUnits'],
  ['/assignments', 'listAssignments'],
  ['/occupancies', 'listOccupancies'],
] as const

const readUnits = (player: Player, buildingId: string) => call(player, 'listUnits', { path: { buildingId } })
const addUnit = (player: Player, buildingId: string, label: string) =>
  call(player, 'createUnit', { path: { buildingId }, body: { label } })

/** Staff and managers read; a building admin writes, in the own building only. */
export async function playAssigned(story: Story, cast: Cast): Promise<void> {
  const { a1, a2, staff, manager, buildingAdmin, nobody, resident, unit102 } = cast
  const path = { buildingId: a1 }
  const assign = (player: Player, userId: string) =>
    call(player, 'createAssignment', { path, body: { userId, type: 'STAFF' } })
  for (const [name, player] of Object.entries({ staff, manager })) {
    for (const [what, id] of READS) {
      await story.step(`${name} reads ${what}`, call(player, id, { path }), { status: 200 })
    }
    await story.step(`${name} adds a unit`, addUnit(player, a1, 'X'), forbidden)
    await story.step(`${name} assigns`, assign(player, nobody.id), forbidden)
    const body = { unitId: unit102, residentUserId: resident.id }
    const occupy = call(player, 'startOccupancy', { path, body })
    await story.step(`${name} starts an occupancy`, occupy, forbidden)
  }
  await story.step('building admin adds a unit', addUnit(buildingAdmin, a1, '103'), { status: 201 })
  const made = await story.step('building admin assigns', assign(buildingAdmin, resident.id), { status: 201 })
  const remove = call(buildingAdmin, 'deleteAssignment', { path: { ...path, assignmentId: field(made, 'id') } })
  await story.step('building admin takes it away', remove, { status: 204 })
  await story.step('building admin in another building', addUnit(buildingAdmin, a2, 'X'), forbidden)
}

/** A resident sees label and floor of the units, while living there. */
export async function playResident(story: Story, cast: Cast, occupancyId: string): Promise<void> {
  const { a1, resident, adminA } = cast
  const path = { buildingId: a1 }
  const basic = call(resident, 'listBasicUnits', { path })
  const labels = (reply: Reply) => items(reply, 'label').join(', ')
  await story.step('resident reads basic units', basic, { status: 200, shows: '101, 102, 103', show: labels })
  for (const [what, id] of READS) {
    await story.step(`resident reads ${what}`, call(resident, id, { path }), forbidden)
  }
  const end = call(adminA, 'endOccupancy', { path: { ...path, occupancyId } })
  await story.step('the occupancy ends', end, { status: 200 })
  await story.step('not even basic units any more', basic, forbidden)
}

/** What counts org-wide: roles and overrides; and what no grant at all means. */
export async function playGlobal(story: Story, cast: Cast): Promise<void> {
  const { adminA, viewer, deputy, plain, nobody, staff, a1, a2, b1 } = cast
  const override = (player: Player, effect: 'ALLOW' | 'DENY') =>
    call(adminA, 'replacePermissionOverrides', {
      path: { userId: player.id },
      body: { overrides: [{ permissionKey: 'units.write', effect }] },
    })

  await story.step('viewer reads A1', readUnits(viewer, a1), { status: 200 })
  await story.step('viewer reads A2', readUnits(viewer, a2), { status: 200 })
  await story.step('viewer writes', addUnit(viewer, a1, 'X'), forbidden)
  await story.step('DENY units.write for the deputy', override(deputy, 'DENY'), { status: 200 })
  await story.step('BUILDING_ADMIN of A1 still writes', addUnit(deputy, a1, '104'), { status: 201 })
  await story.step('but not in A2', addUnit(deputy, a2, '104'), forbidden)
  await story.step('ALLOW units.write for a plain user', override(plain, 'ALLOW'), { status: 200 })
  await story.step('who writes in A1', addUnit(plain, a1, '105'), { status: 201 })
  await story.step('and in A2', addUnit(plain, a2, '105'), { status: 201 })
  await story.step('but not in B1', addUnit(plain, b1, '105'), notFound)
  await story.step('no grant at all, own org', readUnits(nobody, a1), forbidden)
  await story.step('no grant at all, foreign org', readUnits(nobody, b1), notFound)
  const path = { buildingId: a1 }
  const list = await story.send(call(adminA, 'listAssignments', { path, query: { userId: staff.id } }))
  const assignmentId = items(list, 'id')[0] ?? ''
  const remove = call(adminA, 'deleteAssignment', { path: { ...path, assignmentId } })
  await story.step('a grant is taken away', remove, { status: 204 })
  await story.step('the next request is refused', readUnits(staff, a1), forbidden)
}
