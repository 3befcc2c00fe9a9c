import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, sendExample } from '../support/examples.ts'
import { createWorld, unique } from '../support/world.ts'

const db = ownerPool()
const api = await testCoreApi()
const examples = await createExamples(api, db)
const B = '/org/buildings/{buildingId}'

/** What each changing route writes down. Routes that are not here change nothing that is audited. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  'POST /platform/orgs': ['org.created', 'user.created', 'user.roles_changed'],
  'POST /platform/orgs/{orgId}/admins': ['user.created', 'user.roles_changed'],
  'POST /auth/change-password': ['user.password_changed'],
  'POST /auth/invites/accept': ['user.invite_accepted'],
  'POST /users': ['user.created', 'user.roles_changed'],
  'PATCH /users/{userId}': ['user.changed'],
  'POST /users/{userId}/roles': ['user.roles_changed', 'user.roles_changed'],
  'DELETE /users/{userId}/roles/{roleKey}': ['user.roles_changed'],
  'PUT /users/{userId}/permission-overrides': ['user.overrides_changed'],
  'POST /users/{userId}/invite': ['user.invited'],
  'DELETE /users/{userId}/invite': ['user.invite_revoked'],
  'POST /org/users/provision': ['user.created', 'user.roles_changed', 'assignment.created', 'occupancy.started'],
  'POST /org/buildings': ['building.created'],
  [`PATCH ${B}`]: ['building.changed'],
  [`DELETE ${B}`]: ['building.deleted'],
  [`POST ${B}/units`]: ['unit.created'],
  [`PATCH ${B}/units/{unitId}`]: ['unit.changed'],
  [`DELETE ${B}/units/{unitId}`]: ['unit.deleted'],
  [`POST ${B}/assignments`]: ['assignment.created'],
  [`DELETE ${B}/assignments/{assignmentId}`]: ['assignment.deleted'],
  [`POST ${B}/occupancies`]: ['occupancy.started'],
  [`POST ${B}/occupancies/{occupancyId}/end`]: ['occupancy.ended'],
  [`POST ${B}/residents`]: ['user.created', 'occupancy.started'],
}

const eventsOf = async (requestId: string) => {
  const sql = `SELECT action, actor_type AS "actorType", target_type AS "targetType", t::text AS row
    FROM audit_events t WHERE request_id = $1 ORDER BY id`
  return (await db.query<Record<'action' | 'actorType' | 'targetType' | 'row', string>>(sql, [requestId])).rows
}

describe.each(Object.entries(examples))('%s', (route, make) => {
  it('writes down what it changed, in the same transaction, without a secret', async () => {
    const example = await make()
    const reply = await sendExample(route, example)
    expect(reply.status).toBeLessThan(300)
    const events = await eventsOf(reply.headers.get('x-request-id') ?? '')
    expect(events.map(({ action }) => action)).toEqual(EVENTS[route] ?? [])
    for (const { action, targetType, row } of events) {
      expect(action.startsWith(`${targetType}.`)).toBe(true)
      expect(row).not.toMatch(/argon2|password_?hash|token/i)
      expect(row).not.toContain(PASSWORD)
    }
  })
})

const world = await createWorld(db)
const adminId = await world.user({ roles: ['org_admin'] })
const admin = await api.as(world.orgId, adminId)
const log = (query = '') => admin.get(`/api/org/audit-log${query}`)

describe('an event', () => {
  it('says who did what to whom, what was and what is, and by which request', async () => {
    const building = await admin.post('/api/org/buildings', { name: 'Before' })
    const id = building.str('id')
    const changed = await admin.patch(`/api/org/buildings/${id}`, { name: 'After' }, { 'x-request-id': 'request-42' })
    expect(changed.status).toBe(200)
    const [event] = (await log(`?target=${id}&action=building.changed`)).items('')
    expect(event).toMatchObject({
      actor: { type: 'user', userId: adminId },
      action: 'building.changed',
      target: { type: 'building', id },
      before: { name: 'Before' },
      after: { name: 'After' },
      requestId: 'request-42',
      at: expect.stringMatching(/Z$/),
    })
  })

  it('is not left by what was refused', async () => {
    const viewer = await api.as(world.orgId, await world.user({ roles: ['viewer'] }))
    const refused = [
      await viewer.post('/api/org/buildings', { name: 'X' }),
      await admin.post('/api/org/buildings', { name: '' }),
      await admin.post(`/api/org/buildings/${await world.building()}/units`, { label: 'x', extra: 1 }),
    ]
    for (const reply of refused) expect(await eventsOf(reply.headers.get('x-request-id') ?? '')).toEqual([])
  })

  it('is left by a failed sign-in, in the org of the user', async () => {
    const { id, email } = await account(world)
    await api.anonymous.post('/api/auth/login', { email, password: 'wrong' })
    const [event] = (await log(`?target=${id}`)).items('')
    expect(event).toMatchObject({ action: 'user.sign_in_failed', actor: { type: 'anonymous', userId: null } })
  })

  it.each(['UPDATE audit_events SET action = action', 'DELETE FROM audit_events', 'TRUNCATE audit_events'])(
    'cannot be changed, not even by the owner: %s',
    async (statement) => {
      await expect(db.query(statement)).rejects.toThrow('append-only')
    },
  )
})

describe('the log', () => {
  it('is the latest first, whole at every page size, and of the own org only', async () => {
    await admin.post('/api/org/buildings', { name: unique('Paged') })
    const whole = (await log('?limit=200')).items('id')
    expect(whole).toEqual(whole.toSorted().toReversed())
    const paged: unknown[] = []
    for (let cursor: unknown = ''; cursor !== null; ) {
      const page = await log(`?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      paged.push(...page.items('id'))
      cursor = page.at('nextCursor')
    }
    expect(paged).toEqual(whole)
    const { rows } = await db.query<{ id: string }>('SELECT id FROM audit_events WHERE org_id = $1', [world.orgId])
    expect(new Set(whole)).toEqual(new Set(rows.map(({ id }) => id)))
  })

  it('can be narrowed by actor, action and time', async () => {
    const other = await api.as(world.orgId, await world.user({ roles: ['admin'] }))
    const made = await other.post('/api/org/buildings', { name: 'By another' })
    const byAdmin = (await log(`?actor=${adminId}&limit=200`)).items('actor.userId')
    expect(new Set(byAdmin)).toEqual(new Set([adminId]))
    const targets = (await log('?action=building.created&limit=200')).items('target.id')
    expect(targets).toContain(made.at('id'))
    const at = made.str('createdAt')
    expect((await log(`?from=${at}&limit=200`)).items('target.id')).toContain(made.at('id'))
    expect((await log(`?to=${at}&limit=200`)).items('target.id')).not.toContain(made.at('id'))
    expect((await log('?from=yesterday')).status).toBe(400)
  })

  it('is open with audit.read alone', async () => {
    const status = async (options: Parameters<typeof world.user>[0]) =>
      (await (await api.as(world.orgId, await world.user(options))).get('/api/org/audit-log')).status
    expect(await status({ roles: ['viewer'] })).toBe(403)
    expect(await status({ roles: ['admin'] })).toBe(200)
    expect(await status({ allow: ['audit.read'] })).toBe(200)
  })
})
