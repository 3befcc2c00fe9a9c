import { ENDPOINTS } from '@latchkey/core-api/app'
import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { createExamples, sendExample } from '../support/examples.ts'
import type { Reply } from '../support/http.ts'
import { invited } from '../support/invited.ts'
import { GUARDED_ROUTES, OPEN_ROUTES } from '../support/known-routes.ts'
import { nameOf } from '../support/routes.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { failingDb } from '../support/transactions.ts'
import { createWorld, unique } from '../support/world.ts'

const { db, world, api, admin, person } = await setScene()
const examples = await createExamples(api, db)

/** What each changing route writes down. */
const EVENTS = Object.fromEntries(
  Object.entries({ ...OPEN_ROUTES, ...GUARDED_ROUTES }).flatMap(([route, { events }]) =>
    events ? [[route, events]] : [],
  ),
)

type State = Readonly<Record<string, unknown>> | null
interface Event extends Readonly<Record<'action' | 'actor_type' | 'target_type' | 'target_id' | 'row', string>> {
  readonly actor_user_id: string | null
  readonly before: State
  readonly after: State
}
const eventsOf = async (reply: Reply): Promise<Event[]> => {
  const statement = 'SELECT t.*, t::text AS row FROM audit_events t WHERE request_id = $1 ORDER BY id'
  return (await db.query<Event>(statement, [reply.headers.get('x-request-id')])).rows
}

const HAS: Readonly<Record<string, readonly [before: boolean, after: boolean]>> = {
  created: [false, true],
  started: [false, true],
  changed: [true, true],
  roles_changed: [true, true],
  overrides_changed: [true, true],
  ended: [true, true],
  deleted: [true, false],
  cancelled: [true, false],
}

/** Its state before and after, as far as its action says which there must be. */
function expectStates({ action, target_id, before, after }: Event): void {
  const [hasBefore, hasAfter] = HAS[action.slice(action.indexOf('.') + 1)] ?? [before !== null, after !== null]
  expect([action, before !== null, after !== null]).toEqual([action, hasBefore, hasAfter])
  if (hasBefore && hasAfter) expect(before).not.toEqual(after)
  for (const state of [before, after]) if (state && 'id' in state) expect(state['id']).toBe(target_id)
}

describe('a request', () => {
  it.each(Object.entries(examples))('%s writes its events, with both states and no secret', async (route, make) => {
    const reply = await sendExample(route, await make())
    expect(reply.status).toBeLessThan(300)
    const events = await eventsOf(reply)
    expect(events.map(({ action }) => action)).toEqual(EVENTS[route] ?? [])
    for (const event of events) {
      const { action, actor_type, actor_user_id, target_type, row } = event
      expect(action.startsWith(`${target_type}.`)).toBe(true)
      expect([action, actor_type === 'user']).toEqual([action, actor_user_id !== null])
      expect([action, actor_type === 'platform']).toEqual([action, route.includes('/platform/')])
      expect(row).not.toMatch(/argon2|password_?hash|token/i)
      expect(row).not.toContain(PASSWORD)
      expectStates(event)
    }
  })

  it('that changes something stands in the table of events', () => {
    const changing = ENDPOINTS.filter(({ method }) => method !== 'get').map(nameOf)
    expect(Object.keys(EVENTS).toSorted()).toEqual(changing.toSorted())
  })
})

it('an accepted invite is the act of the invited, with name and status before and after', async () => {
  const { userId, token } = await invited(world)
  const body = { token, password: PASSWORD, name: 'Chosen' }
  const [event] = await eventsOf(await api.anonymous.post('/api/auth/invites/accept', body))
  expect(event).toMatchObject({ action: 'user.invite_accepted', actor_user_id: userId, target_id: userId })
  expect(event?.before).toMatchObject({ name: 'Somebody', status: 'INVITED' })
  expect(event?.after).toMatchObject({ name: 'Chosen', status: 'ACTIVE' })
})

async function disableSomebodyHigher(): Promise<Reply> {
  const org = await createWorld(db)
  const higher = await org.user({ roles: ['org_admin'] })
  const by = await api.as(org.orgId, await org.user({ roles: ['admin'] }))
  return by.patch(`/api/users/${higher}`, { status: 'DISABLED' })
}

async function moveIntoOccupied(): Promise<Reply> {
  const building = await world.building()
  const unitId = await world.unit(building)
  await world.occupy(await world.user(), building, unitId)
  const body = { email: `${unique('late')}@example.test`, name: 'Late', unitId, sendInvite: true }
  return admin.post(inBuilding(building, '/residents'), body)
}

async function deleteWithUnits(): Promise<Reply> {
  const building = await world.building()
  await world.unit(building)
  return admin.delete(inBuilding(building))
}

async function changeOwnRoles(): Promise<Reply> {
  const { id, http } = await person({ roles: ['org_admin'] })
  return http.post(`/api/users/${id}/roles`, { roleKeys: ['viewer'] })
}

const REFUSED: [what: string, send: () => Promise<Reply>, status: number][] = [
  ['a body that is not valid', () => admin.post('/api/org/buildings', { name: '' }), 400],
  [
    'an unknown role',
    async () => admin.post(`/api/users/${await world.user()}/roles`, { roleKeys: ['landlord'] }),
    400,
  ],
  [
    'a token that no invite has',
    () => api.anonymous.post('/api/auth/invites/accept', { token: 'x', password: PASSWORD }),
    400,
  ],
  ['a missing permission', async () => (await person()).http.post('/api/org/buildings', { name: 'A' }), 403],
  ['a change of the own roles', changeOwnRoles, 403],
  ['an absent user', () => admin.patch('/api/users/nobody', { name: 'X' }), 404],
  [
    'an email that is taken',
    async () => admin.post('/api/users', { email: (await account(world)).email, name: 'Twin' }),
    409,
  ],
  ['disabling somebody who holds more', disableSomebodyHigher, 403],
  ['a new resident of an occupied unit', moveIntoOccupied, 409],
  ['deleting a building with units', deleteWithUnits, 409],
]

describe('no event is written when refused:', () => {
  it.each(REFUSED)('%s', async (_, send, status) => {
    const refused = await send()
    expect([refused.status, await eventsOf(refused)]).toEqual([status, []])
  })
})

describe('a change of a building that breaks off', () => {
  const failing = failingDb()

  it.each([
    ['PATCH', { name: 'Renamed' }],
    ['DELETE', undefined],
  ])('(%s) leaves neither itself nor its event, after whichever statement', async (method, body) => {
    const broken = await testCoreApi({ db: failing.db })
    const by = await broken.as(world.orgId, await world.user({ roles: ['org_admin'] }))
    const building = await world.building()
    await world.assign(await world.user(), building, 'STAFF')
    const before = await everythingOf(db, world.orgId)
    let steps = 0
    for (let reply: Reply | undefined; (reply?.status ?? 500) === 500; steps += 1) {
      if (reply !== undefined) expect(await everythingOf(db, world.orgId)).toEqual(before)
      failing.failAfter(steps + 1, () => new Error('broke off'))
      reply = await by.send(method, inBuilding(building), body)
      if (reply.status !== 500) expect((await eventsOf(reply)).length).toBeGreaterThan(0)
    }
    expect(steps).toBeGreaterThan(3)
  })
})
