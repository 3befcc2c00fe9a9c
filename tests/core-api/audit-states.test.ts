import { ENDPOINTS } from '@latchkey/core-api/app'
import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { everythingOf } from '../support/everything.ts'
import { createExamples, sendExample } from '../support/examples.ts'
import { failingDb } from '../support/failing-db.ts'
import type { Reply } from '../support/http.ts'
import { invited } from '../support/people-examples.ts'
import { nameOf } from '../support/routes.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const api = await testCoreApi()
const world = await createWorld(db)
const adminId = await world.user({ roles: ['org_admin'] })
const admin = await api.as(world.orgId, adminId)
const examples = await createExamples(api, db)

interface Event {
  readonly action: string
  readonly actor_type: string
  readonly actor_user_id: string | null
  readonly target_id: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}
const eventsOf = async (reply: Reply): Promise<Event[]> => {
  const statement = 'SELECT * FROM audit_events WHERE request_id = $1 ORDER BY id'
  return (await db.query<Event>(statement, [reply.headers.get('x-request-id')])).rows
}

/** Sign-in, refresh and sign-out change sessions, which nobody writes down. */
const SILENT = ['POST /auth/login', 'POST /auth/refresh', 'POST /auth/logout']
const CHANGING = ENDPOINTS.filter(({ method }) => method !== 'get').map(nameOf)
const WRITTEN = CHANGING.filter((name) => !SILENT.includes(name))

const HAS: Readonly<Record<string, readonly [before: boolean, after: boolean]>> = {
  created: [false, true],
  started: [false, true],
  changed: [true, true],
  roles_changed: [true, true],
  overrides_changed: [true, true],
  ended: [true, true],
  deleted: [true, false],
}

describe('every changing route', () => {
  it.each(WRITTEN)('%s writes down whom it changed, what was and what is', async (route) => {
    const make = examples[route]
    if (make === undefined) throw new Error(`there is no example of ${route}`)
    const events = await eventsOf(await sendExample(route, await make()))
    expect(events.length).toBeGreaterThan(0)
    for (const { action, actor_type, actor_user_id, target_id, before, after } of events) {
      expect([action, actor_type === 'user']).toEqual([action, actor_user_id !== null])
      expect([action, actor_type === 'platform']).toEqual([action, route.includes('/platform/')])
      const [hasBefore, hasAfter] = HAS[action.slice(action.indexOf('.') + 1)] ?? [before !== null, after !== null]
      expect([action, before !== null, after !== null]).toEqual([action, hasBefore, hasAfter])
      if (hasBefore && hasAfter) expect(before).not.toEqual(after)
      for (const state of [before, after]) if (state && 'id' in state) expect(state['id']).toBe(target_id)
    }
  })

  it.each(SILENT)('%s writes nothing down', async (route) => {
    const reply = await sendExample(route, (await examples[route]?.()) ?? { http: admin, path: '/' })
    expect([reply.status < 300, await eventsOf(reply)]).toEqual([true, []])
  })
})

describe('an accepted invite', () => {
  it('is written down as the act of the person, with the name and status before and after', async () => {
    const { userId, token } = await invited(api, world)
    const body = { token, password: PASSWORD, name: 'Chosen' }
    const [event] = await eventsOf(await api.anonymous.post('/api/auth/invites/accept', body))
    expect(event).toMatchObject({ action: 'user.invite_accepted', actor_user_id: userId, target_id: userId })
    expect(event?.before).toMatchObject({ name: 'Somebody', status: 'INVITED' })
    expect(event?.after).toMatchObject({ name: 'Chosen', status: 'ACTIVE' })
  })
})

const REFUSED: [what: string, send: () => Promise<Reply>, status: number][] = [
  [
    'an email that is taken',
    async () => {
      const { email } = await account(world)
      return admin.post('/api/users', { email, name: 'Twin' })
    },
    409,
  ],
  ['the last admin', async () => (await lastAdmin()).patch(), 409],
  [
    'a unit that is occupied, for a new resident',
    async () => {
      const building = await world.building()
      const unitId = await world.unit(building)
      await world.occupy(await world.user(), building, unitId)
      const body = { email: `${unique('late')}@example.test`, name: 'Late', unitId, sendInvite: true }
      return admin.post(`/api/org/buildings/${building}/residents`, body)
    },
    409,
  ],
  [
    'a building with units',
    async () => {
      const building = await world.building()
      await world.unit(building)
      return admin.delete(`/api/org/buildings/${building}`)
    },
    409,
  ],
  [
    'an unknown role',
    async () => admin.post(`/api/users/${await world.user()}/roles`, { roleKeys: ['landlord'] }),
    400,
  ],
  ['the own roles', () => admin.post(`/api/users/${adminId}/roles`, { roleKeys: ['viewer'] }), 403],
  ['what is not there', () => admin.patch('/api/users/nobody', { name: 'X' }), 404],
  [
    'an invite for nobody',
    () => api.anonymous.post('/api/auth/invites/accept', { token: 'x', password: PASSWORD }),
    400,
  ],
]

async function lastAdmin() {
  const org = await createWorld(db)
  const last = await org.user({ roles: ['org_admin'] })
  const by = await api.as(org.orgId, await org.user({ roles: ['admin'] }))
  return { patch: () => by.patch(`/api/users/${last}`, { status: 'DISABLED' }) }
}

describe('nothing is written down of what was refused', () => {
  it.each(REFUSED)('%s', async (_, send, status) => {
    const refused = await send()
    expect([refused.status, await eventsOf(refused)]).toEqual([status, []])
  })
})

describe('a change that breaks off', () => {
  const failing = failingDb()

  it.each(['PATCH', 'DELETE'])(
    'of a building (%s) leaves neither itself nor its event, wherever it does',
    async (method) => {
      const broken = await testCoreApi({ db: failing.db })
      const by = await broken.as(world.orgId, adminId)
      const building = await world.building()
      await world.assign(await world.user(), building, 'STAFF')
      const init: RequestInit = { method, headers: { 'content-type': 'application/json' } }
      const body = method === 'PATCH' ? { body: JSON.stringify({ name: 'Renamed' }) } : {}
      const send = () => by.raw(`/api/org/buildings/${building}`, { ...init, ...body })
      const before = await everythingOf(db, world.orgId)
      let steps = 0
      for (let reply: Reply | undefined; (reply?.status ?? 500) === 500; steps += 1) {
        if (reply !== undefined) expect(await everythingOf(db, world.orgId)).toEqual(before)
        failing.failAfter(steps + 1, () => new Error('broke off'))
        reply = await send()
        if (reply.status !== 500) expect((await eventsOf(reply)).length).toBeGreaterThan(0)
      }
      expect(steps).toBeGreaterThan(3)
    },
  )
})
