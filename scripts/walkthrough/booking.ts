import type { Cast } from './cast.ts'
import { call, field, items } from './client.ts'
import type { Story } from './story.ts'

const YEAR = 365 * 24 * 60 * 60_000
const ahead = (years: number): string => new Date(Date.now() + years * YEAR).toISOString()

/** A move into 102 that is booked ahead, for a year, and cancelled again. */
export async function playBooking(story: Story, { adminA, a1, unit102, resident, plain }: Cast): Promise<void> {
  const path = { buildingId: a1 }
  const stay = { unitId: unit102, startAt: ahead(1), plannedEndAt: ahead(2) }
  const book = (residentUserId: string, body: object) =>
    call(adminA, 'startOccupancy', { path, body: { ...stay, ...body, residentUserId } })
  const available = (from: string) => call(adminA, 'listUnits', { path, query: { availableFrom: from } })
  const shows = (labels: string) => ({
    status: 200,
    shows: labels,
    show: (reply: Parameters<typeof items>[0]) => items(reply, 'label').join(', '),
  })
  const booked = await story.step('plain books 102 for a year, from next year on', book(plain.id, {}), {
    status: 201,
    shows: 'SCHEDULED',
    show: (reply) => field(reply, 'status'),
  })
  await story.step('nobody else may be there by then', book(resident.id, { startAt: ahead(0) }), {
    status: 409,
    code: 'unit_occupied',
  })
  await story.step('nothing is free from next year on for good', available(ahead(1.5)), shows(''))
  await story.step('after the planned end 102 is', available(ahead(2.1)), shows('102'))
  await story.step('a booking opens nothing yet', call(plain, 'listBasicUnits', { path }), {
    status: 403,
    code: 'forbidden',
  })
  const cancel = call(adminA, 'cancelOccupancy', { path: { ...path, occupancyId: field(booked, 'id') } })
  await story.step('the booking is cancelled', cancel, { status: 204 })
}
