import { playBooking } from './booking.ts'
import type { Cast } from './cast.ts'
import { call, field, items } from './client.ts'
import type { Story } from './story.ts'

const RACERS = 30

/** Thirty ask for the same unit at once: one gets it. */
async function race(story: Story, cast: Cast): Promise<string> {
  const path = { buildingId: cast.a1 }
  const body = { unitId: cast.unit102, residentUserId: cast.resident.id }
  const calls = Array.from({ length: RACERS }, () => story.send(call(cast.adminA, 'startOccupancy', { path, body })))
  const replies = await Promise.all(calls)
  const winners = replies.filter(({ status }) => status === 201)
  const losers = replies.filter((reply) => reply.status === 409 && field(reply, 'code') === 'unit_occupied')
  story.note({
    step: `${RACERS} occupancies of 102 at once`,
    request: `POST …/occupancies × ${RACERS}`,
    expected: `1 × 201, ${RACERS - 1} × 409 unit_occupied`,
    got: `${winners.length} × 201, ${losers.length} × 409 unit_occupied`,
  })
  return winners[0] === undefined ? '' : field(winners[0], 'id')
}

/** Who lives in A1, and what is free. Leaves the resident living in 101. */
export async function playOccupancy(story: Story, cast: Cast): Promise<{ occupancyId: string }> {
  const { adminA, adminB, a1, unit101, resident, plain } = cast
  const path = { buildingId: a1 }
  const available = (admin = adminA) => call(admin, 'listUnits', { path, query: { available: true } })
  const shows = (labels: string) => ({
    status: 200,
    shows: labels,
    show: (reply: Parameters<typeof items>[0]) => items(reply, 'label').join(', '),
  })
  const occupy = (residentUserId: string) =>
    call(adminA, 'startOccupancy', { path, body: { unitId: unit101, residentUserId } })
  const end = (occupancyId: string) => call(adminA, 'endOccupancy', { path: { ...path, occupancyId } })

  await story.step('both units are free', available(), shows('101, 102'))
  const first = field(await story.step('resident moves into 101', occupy(resident.id), { status: 201 }), 'id')
  await story.step('only 102 is free', available(), shows('102'))
  await story.step('a second one in 101', occupy(plain.id), { status: 409, code: 'unit_occupied' })
  const second = await race(story, cast)
  await story.step('nothing is free', available(), shows(''))
  await story.step('who lives there', call(adminA, 'listOccupancies', { path }), {
    status: 200,
    shows: '101 resident, 102 resident',
    show: (reply) =>
      items(reply, 'unit.label')
        .map((label, index) => `${label} ${items(reply, 'resident.name')[index]}`)
        .join(', '),
  })
  await story.step('102 ends', end(second), { status: 200 })
  await story.step('101 ends', end(first), { status: 200 })
  await story.step('ending again changes nothing', end(first), { status: 200 })
  await story.step('both are free again', available(), shows('101, 102'))
  await story.step('admin B asks what is free in A1', available(adminB), { status: 404, code: 'not_found' })
  const again = await story.step('resident comes back to 101', occupy(resident.id), { status: 201 })
  await playBooking(story, cast)
  return { occupancyId: field(again, 'id') }
}
