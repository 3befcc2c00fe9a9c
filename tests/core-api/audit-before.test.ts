import { describe, expect, it } from 'vitest'
import type { Http, Reply } from '../support/http.ts'
import { holding, namedDb, untilWaiting } from '../support/races.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { name: connection, db: watched } = namedDb()
const { db, world, admin } = await setScene({ db: watched })

interface Event {
  readonly action: string
  readonly before: Readonly<Record<string, unknown>> | null
}
const eventsOf = async (reply: Reply): Promise<Event[]> => {
  expect([200, 204]).toContain(reply.status)
  const statement = 'SELECT action, before FROM audit_events WHERE request_id = $1 ORDER BY id'
  return (await db.query<Event>(statement, [reply.headers.get('x-request-id')])).rows
}

/** Sends the request while another transaction has written the row; it commits once the request waits for it. */
async function afterAnother(statement: string, id: string, send: (by: Http) => Promise<Reply>): Promise<Event[]> {
  return holding(db, statement, [id], async ({ release }) => {
    const request = send(admin)
    await untilWaiting(db, connection, request)
    await release()
    return eventsOf(await request)
  })
}

const RENAMED_UNIT = `UPDATE units SET label = 'Renamed' WHERE id = $1`
const RENAMED_BUILDING = `UPDATE buildings SET name = 'Renamed' WHERE id = $1`

const CASES: [what: string, statement: string, send: (by: Http, path: string) => Promise<Reply>, before: object][] = [
  ['change of a unit', RENAMED_UNIT, (by, path) => by.patch(path, { floor: 7 }), { label: 'Renamed', floor: null }],
  ['deletion of a unit', RENAMED_UNIT, (by, path) => by.delete(path), { label: 'Renamed' }],
  ['change of a building', RENAMED_BUILDING, (by, path) => by.patch(path, { city: 'Kiel' }), { name: 'Renamed' }],
  ['deletion of a building', RENAMED_BUILDING, (by, path) => by.delete(path), { name: 'Renamed' }],
]

describe('what the log says that was', () => {
  it.each(CASES)('before a %s is what the change before it left', async (_, statement, send, before) => {
    const building = await world.building()
    const unit = statement === RENAMED_UNIT ? await world.unit(building) : undefined
    const path = unit === undefined ? inBuilding(building) : inBuilding(building, `/units/${unit}`)
    const events = await afterAnother(statement, unit ?? building, (by) => send(by, path))
    expect(events).toEqual([expect.objectContaining({ before: expect.objectContaining(before) })])
  })

  it('before each of twelve changes of a unit at once is what another one left, down to the first', async () => {
    const building = await world.building()
    const path = inBuilding(building, `/units/${await world.unit(building)}`)
    const replies = await Promise.all(Array.from({ length: 12 }, (_, at) => admin.patch(path, { floor: at + 1 })))
    const befores = (await Promise.all(replies.map(eventsOf))).flat().map(({ before }) => before?.['floor'])
    expect(new Set(befores).size).toBe(12)
  })

  it('of the assignments of a deleted building holds none that somebody else took away first', async () => {
    const building = await world.building()
    const taken = await world.assign(await world.user(), building, 'STAFF')
    const kept = await world.assign(await world.user(), building, 'MANAGER')
    const statement = 'DELETE FROM building_assignments WHERE id = $1'
    const events = await afterAnother(statement, taken, (by) => by.delete(inBuilding(building)))
    expect(events.map(({ action, before }) => [action, before?.['id']])).toEqual([
      ['assignment.deleted', kept],
      ['building.deleted', building],
    ])
  })
})

describe('a PATCH that changes nothing', () => {
  const FULL = { label: '101', floor: 1, notes: 'By the stairs' }

  it.each([
    ['building', {}, { city: 'Kiel' }],
    ['building', { name: 'Harbour House', city: null }, { name: 'Other' }],
    ['unit', {}, { floor: 2 }],
    ['unit', FULL, { notes: null }],
  ])('of a %s (%j) leaves no event and the row as it is; with a change (%j) both', async (what, same, other) => {
    const building = await admin.post('/api/org/buildings', { name: 'Harbour House' })
    const unit = await admin.post(inBuilding(building.str('id'), '/units'), FULL)
    const path = (what === 'unit' ? unit : building).headers.get('location') ?? ''
    const before = (await admin.get(path)).body
    const unchanged = await admin.patch(path, same)
    expect([unchanged.status, await eventsOf(unchanged), (await admin.get(path)).body]).toEqual([200, [], before])
    const changed = await admin.patch(path, other)
    expect((await eventsOf(changed)).length).toBe(1)
    expect((await admin.get(path)).body).not.toEqual(before)
  })
})
