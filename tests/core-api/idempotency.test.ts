import { randomUUID } from 'node:crypto'
import { ENDPOINTS } from '@latchkey/core-api/app'
import { tidy } from '@latchkey/core-api/operations/housekeeping'
import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, many } from '../support/answers.ts'
import { createExamples } from '../support/examples.ts'
import type { Http } from '../support/http.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { db, world, api, admin, person } = await setScene()
const examples = await createExamples(api, db)

const under = (key: string) => ({ 'idempotency-key': key })
const keyed = ENDPOINTS.filter(
  ({ method, access: { kind } }) => method === 'post' && kind !== 'public' && kind !== 'platform',
).map(({ path }) => `POST ${path}`)
const events = async () =>
  (await db.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_events')).rows[0]?.count
const building = () => ({ name: unique('House') })
const buildingsNamed = async (name: string) =>
  (await db.query('SELECT FROM buildings WHERE org_id = $1 AND name = $2', [world.orgId, name])).rowCount

describe('the same request under the same key', () => {
  it.each(keyed)('%s: is done once, and answered the same', async (route) => {
    const { http, path, body } = await (examples[route] ?? expect.fail(route))()
    const key = randomUUID()
    const first = await http.post(`/api${path}`, body, under(key))
    expect(first.status).toBeLessThan(300)
    const again = await http.post(`/api${path}`, body, under(key))
    expect([again.status, again.text]).toEqual([first.status, first.text])
    for (const name of ['location', 'etag', 'content-type', 'cache-control']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name))
    }
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
  })

  it('makes nothing and writes no event; under another key it does', async () => {
    const [key, body] = [randomUUID(), building()]
    await admin.post('/api/org/buildings', body, under(key))
    const before = await events()
    await admin.post('/org/buildings', body, under(key))
    expect([await buildingsNamed(body.name), await events()]).toEqual([1, before])
    await admin.post('/api/org/buildings', body, under(randomUUID()))
    expect(await buildingsNamed(body.name)).toBe(2)
  })

  it('twenty times at once is done once: each is answered with it, or that it is running', async () => {
    const [key, body] = [randomUUID(), building()]
    const replies = await many(20, () => admin.post('/api/org/buildings', body, under(key)))
    const running = replies.filter(({ code }) => code === 'idempotency_key_in_use')
    const done = replies.filter(({ status }) => status === 201)
    expect(running.length + done.length).toBe(20)
    expect(new Set(done.map(({ text }) => text)).size).toBe(1)
    expect(await buildingsNamed(body.name)).toBe(1)
  })

  it('is answered whatever the order of the members', async () => {
    const [key, name] = [randomUUID(), unique('House')]
    const first = await admin.post('/api/org/buildings', { name, city: 'Bremen' }, under(key))
    const again = await admin.post('/api/org/buildings', { city: 'Bremen', name }, under(key))
    expect([again.status, again.text]).toEqual([201, first.text])
  })
})

describe('the same key', () => {
  it('with another body is 422, whatever the first was answered', async () => {
    const [kept, refused] = [randomUUID(), randomUUID()]
    await admin.post('/api/org/buildings', building(), under(kept))
    expect((await admin.post('/api/org/buildings', { name: '' }, under(refused))).status).toBe(400)
    for (const key of [kept, refused]) {
      const other = await admin.post('/api/org/buildings', building(), under(key))
      expect(answerOf(other)).toEqual([422, 'idempotency_key_reused'])
    }
  })

  it('on another path, or of another caller, is another request', async () => {
    const key = randomUUID()
    const [one, other] = [await world.building(), await world.building()]
    const { http } = await person({ roles: ['org_admin'] })
    const unit = { label: unique('unit') }
    for (const [who, where] of [
      [admin, one],
      [admin, other],
    ] as [Http, string][]) {
      expect((await who.post(inBuilding(where, '/units'), unit, under(key))).status).toBe(201)
    }
    expect(answerOf(await http.post(inBuilding(one, '/units'), unit, under(key)))).toEqual([409, 'unit_label_exists'])
  })

  it.each(['', 'two words', 'é', 'x'.repeat(256)])('is refused when it is %j', async (key) => {
    const reply = await admin.post('/api/org/buildings', building(), under(key))
    expect([reply.status, reply.at('errors.0.pointer')]).toEqual([400, '/Idempotency-Key'])
  })
})

describe('a refusal', () => {
  it('of status 409 is kept, also when its reason has gone', async () => {
    const [key, home] = [randomUUID(), await world.building()]
    const label = unique('unit')
    const first = await admin.post(inBuilding(home, '/units'), { label })
    const send = () => admin.post(inBuilding(home, '/units'), { label }, under(key))
    expect(answerOf(await send())).toEqual([409, 'unit_label_exists'])
    await admin.delete(inBuilding(home, `/units/${first.str('id')}`))
    const again = await send()
    expect([...answerOf(again), again.headers.get('idempotency-replayed')]).toEqual([409, 'unit_label_exists', 'true'])
  })

  it('for want of a right is not kept, and a right taken away since counts on a replay', async () => {
    const { id, http } = await person({ allow: ['buildings.write'] })
    const [key, body] = [randomUUID(), building()]
    const send = async () => answerOf(await http.post('/api/org/buildings', body, under(key)))
    expect(await send()).toEqual([201, undefined])
    const set = (effect: string) =>
      db.query('UPDATE permission_overrides SET effect = $2 WHERE user_id = $1', [id, effect])
    await set('DENY')
    expect(await send()).toEqual([403, 'forbidden'])
    await set('ALLOW')
    expect(await send()).toEqual([201, undefined])
    expect(await buildingsNamed(body.name)).toBe(1)
  })

  it('that follows from the body counts on a replay, too', async () => {
    const { id, http } = await person({ allow: ['users.write'] })
    const home = await world.building()
    await world.assign(id, home, 'BUILDING_ADMIN')
    const key = randomUUID()
    const identity = { email: `${unique('new')}@example.test`, name: 'New', sendInvite: true }
    const body = { identity, grants: { buildingAssignments: [{ buildingId: home, type: 'STAFF' }] } }
    const send = async () => answerOf(await http.post('/api/org/users/provision', body, under(key)))
    expect(await send()).toEqual([201, undefined])
    await db.query('DELETE FROM building_assignments WHERE user_id = $1', [id])
    expect(await send()).toEqual([403, 'forbidden'])
  })
})

describe('what is kept', () => {
  it('shows neither the key nor a password to a reader of the database', async () => {
    const key = randomUUID()
    const made = await admin.post('/api/users', { email: `${unique('new')}@example.test`, name: 'New' }, under(key))
    const { rows } = await db.query('SELECT * FROM idempotency_keys WHERE org_id = $1', [world.orgId])
    const stored = rows.map((row) =>
      Object.values(row)
        .map((value) => Buffer.from(String(value)).toString())
        .join(),
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const secret of [key, made.str('temporaryPassword')]) {
      expect(stored.filter((text) => text.includes(secret))).toEqual([])
      expect(rows.filter(({ answer }) => Buffer.from(answer ?? '').includes(secret))).toEqual([])
    }
    const again = await admin.post('/api/users', { email: made.str('email'), name: 'New' }, under(key))
    expect(again.str('temporaryPassword')).toBe(made.str('temporaryPassword'))
  })

  it('is removed after a day, and then the request is done anew', async () => {
    const [key, body] = [randomUUID(), building()]
    const send = () => admin.post('/api/org/buildings', body, under(key))
    await send()
    await tidy(api.deps.db, new Date())
    expect((await send()).headers.get('idempotency-replayed')).toBe('true')
    await db.query(
      `UPDATE idempotency_keys SET expires_at = now() - interval '1 second' WHERE org_id = $1 AND answer IS NOT NULL`,
      [world.orgId],
    )
    await tidy(api.deps.db, new Date())
    expect((await db.query('SELECT FROM idempotency_keys WHERE org_id = $1', [world.orgId])).rowCount).toBe(0)
    await send()
    expect(await buildingsNamed(body.name)).toBe(2)
  })
})

it('is nothing to routes that anybody may call', async () => {
  const { email } = await account(world)
  const login = () => api.anonymous.post('/api/auth/login', { email, password: PASSWORD }, under('the-same'))
  const [one, other] = [await login(), await login()]
  expect([one.status, other.status]).toEqual([200, 200])
  expect(one.str('refreshToken')).not.toBe(other.str('refreshToken'))
})
