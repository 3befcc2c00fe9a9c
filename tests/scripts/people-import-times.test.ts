import { describe, expect, it } from 'vitest'
import { FileFaults } from '../../scripts/people-import/fault.ts'
import { expectedOf, importer, outcomesOf, people, placeIn } from '../support/importing.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'

const scene = await setScene()
const { db, world, admin: boss } = scene
const admin = await importer(scene)
const place = placeIn(scene)
const file = (...rows: string[]) =>
  `${['email,name,roles,building,assignments,unit,starts,ends,moveIn,moveOut', ...rows].join('\n')}\n`
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const [SOON, LATE, PAST] = [inDays(10), inDays(20), inDays(-10)]

/** All but the answers that are kept of what was refused. */
const written = async () => {
  const { idempotency_keys: _, ...rest } = { ...Object(await everythingOf(db, world.orgId)) }
  return rest
}

describe('rows with times', () => {
  it('come to what is told beforehand, and the second run changes nothing and writes no audit event', async () => {
    const { name, id, units } = await place(['1', '2', '3'])
    const [fresh = '', there = '', booked = '', next = '', good = ''] = people(5)
    const goodId = await world.user({ email: good, roles: ['viewer'] })
    await world.assign(goodId, id, 'STAFF')
    await world.occupy(await world.user({ email: there }), id, units[0])
    const text = file(
      `${fresh},Fresh,viewer,${name},STAFF,,${SOON},${LATE},,`,
      `${fresh},Fresh,viewer,,,,${SOON},${LATE},,`,
      `${booked},Booked,,${name},,2,,,${SOON},${LATE}`,
      `${booked},Booked,,${name},,2,,,${SOON},${LATE}`,
      `${next},Next,,${name},,2,,,${LATE},`,
      `${next},Next,,${name},,2,,,${SOON},`,
      `${next},Next,,${name},,1,,,${SOON},`,
      `${good},Good,,${name},STAFF,,,${SOON},,`,
      `${good},Good,viewer,,,,,${SOON},,`,
      `${good},Good,admin,,,,,${LATE},,`,
      `${good},Good,admin,,,,,${SOON},,`,
      `${good},Good,,${name},MANAGER,,,${PAST},,`,
    )
    const expected = [
      ...['create', 'unchanged', 'create', 'unchanged', 'create', 'unit_occupied', 'unit_occupied'],
      ...['unchanged', 'held_for_longer', 'link', 'held_for_longer', 'has_ended'],
    ]
    const untouched = await everythingOf(db, world.orgId)
    expect(expectedOf(await admin.run(text, { dryRun: true }))).toEqual(expected)
    expect(await everythingOf(db, world.orgId)).toEqual(untouched)
    const done = await admin.run(text)
    expect([expectedOf(done), outcomesOf(done), done.every(({ holds }) => holds)]).toEqual([expected, expected, true])

    const users = await boss.get(`/api/users?q=${fresh}&include=scheduled`)
    expect(users.at('items.0.roles')).toEqual([{ key: 'viewer', startsAt: SOON, endsAt: LATE }])
    const home = await boss.get(`/api/org/buildings/${id}/occupancies?status=SCHEDULED`)
    expect(home.items('startAt').toSorted()).toEqual([SOON, LATE])

    const before = await written()
    const again = expected.map((told) => (['create', 'link'].includes(told) ? 'unchanged' : told))
    expect(outcomesOf(await admin.run(text))).toEqual(again)
    expect(await written()).toEqual(before)
  })

  it('take a day where the building has a time zone', async () => {
    const building = await boss.post('/api/org/buildings', { name: `Pier ${people(1)[0]}`, timezone: 'Europe/Berlin' })
    const [email = ''] = people(1)
    await admin.run(file(`${email},Day,,${building.str('id')},STAFF,,2031-06-01,2031-12-01,,`))
    const held = await boss.get(`/api/org/buildings/${building.str('id')}/assignments?include=scheduled`)
    expect([held.at('items.0.startsAt'), held.at('items.0.endsAt')]).toEqual([
      '2031-05-31T22:00:00.000Z',
      '2031-11-30T23:00:00.000Z',
    ])
  })

  it.each([
    ['a day where no building is', 'viewer,,,,2031-06-01,,,', 'starts'],
    ['a day where the building has no time zone', ',HERE,STAFF,,2031-06-01,,,', 'starts'],
    ['no moment', ',HERE,STAFF,,soon,,,', 'starts'],
    ['an end of nothing', ',HERE,,1,,2031-06-01T00:00:00Z,,', 'ends'],
    ['a move into no unit', ',HERE,STAFF,,,,2031-06-01T00:00:00Z,', 'movein'],
  ])('are at fault with %s, which is pointed at', async (_, rest, column) => {
    const { name } = await place(['1'])
    const [email = ''] = people(1)
    const text = file(`${email},Fault,${rest.replace('HERE', name)}`)
    const error: unknown = await admin.run(text).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(FileFaults)
    expect(error instanceof FileFaults && error.faults.map((fault) => [fault.line, fault.column])).toEqual([
      [2, column],
    ])
  })
})
