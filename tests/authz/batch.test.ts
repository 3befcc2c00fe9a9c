import { createFacts } from '@latchkey/authz/facts/facts'
import { Decisions } from '@latchkey/shared/authz/contract'
import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { countingPool } from '../support/counting-pool.ts'
import { authzPool, ownerPool } from '../support/database.ts'
import { decisionsIn } from '../support/decisions.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const elsewhere = await createWorld(db)
const authz = testAuthz()
const { pool, taken } = countingPool(authzPool())

const buildings = [await world.building(), await world.building()]
const [here = '', there = ''] = buildings
const building = (id: string) => ({ type: 'building', id })
const user = (id: string) => ({ type: 'user', id })
const admin = await world.user()
await world.assign(admin, here, 'BUILDING_ADMIN')
const viewer = await world.user({ roles: ['viewer'] })
const read = { name: 'units.read' }
const write = { name: 'units.write' }

const send = (body: unknown) => authz.post('/authz/check/batch', body)
const decisionsOf = async (body: unknown): Promise<boolean[]> => {
  const answer = await send(body)
  expect(answer.status).toBe(200)
  return await decisionsIn(answer)
}

describe('the items of a batch', () => {
  it('are answered in their places, each with its own reason and version', async () => {
    const answer = await send({
      evaluations: [
        { subject: user(admin), action: write, resource: building(here) },
        { subject: user(viewer), action: write, resource: building(here) },
        { subject: user(viewer), action: read, resource: building(there) },
        { subject: user(newId()), action: read, resource: building(here) },
        { subject: user(viewer), action: { name: 'units.paint' }, resource: building(here) },
        { subject: user(viewer), action: read, resource: building(await elsewhere.building()) },
      ],
    })
    const { evaluations } = Decisions.parse(await answer.json())
    expect(evaluations.map(({ context }) => context.reason.code)).toEqual([
      'building_assignment',
      'no_grant',
      'global_permission',
      'subject_unknown',
      'unknown_action',
      'resource_not_in_org',
    ])
    const versions = [admin, viewer, viewer].map(
      async (id) => (await authz.ask(id, 'units.read', building(here))).context,
    )
    expect(evaluations.slice(0, 3).map(({ context }) => context.version)).toEqual(
      (await Promise.all(versions)).map(({ version }) => version),
    )
  })

  it('that differ in one member only are never merged', async () => {
    const base = { subject: user(admin), action: write, resource: building(here) }
    const unit = await world.unit(here)
    const items = [
      base,
      { ...base, subject: user(viewer) },
      { ...base, subject: { type: 'machine', id: admin } },
      { ...base, action: { name: 'users.write' } },
      { ...base, resource: building(there) },
      { ...base, resource: { type: 'unit', id: here } },
      { ...base, resource: { type: 'unit', id: unit } },
      { ...base, resource: { type: 'org', id: here } },
      { ...base, resource: building(here.toUpperCase()) },
      base,
    ]
    expect(await decisionsOf({ evaluations: items })).toEqual([
      true,
      ...[false, false, false, false, false],
      true,
      ...[false, false],
      true,
    ])
  })

  it('are the same as when they are asked one by one, in any order', async () => {
    const subjects = [admin, viewer, newId()].map(user)
    const resources = [building(here), building(there), { type: 'org', id: world.orgId }]
    const items = subjects.flatMap((subject) =>
      [read, write, { name: 'users.read' }].flatMap((action) =>
        resources.map((resource) => ({ subject, action, resource })),
      ),
    )
    const single = await Promise.all(items.map(async (item) => (await authz.post('/authz/check', item)).json()))
    expect(await (await send({ evaluations: items })).json()).toEqual({ evaluations: single })
    expect(await (await send({ evaluations: items.toReversed() })).json()).toEqual({
      evaluations: single.toReversed(),
    })
  })

  it('take what stands beside them, and replace it whole', async () => {
    const body = { subject: user(admin), action: write, resource: building(here) }
    expect(
      await decisionsOf({
        ...body,
        evaluations: [{}, { resource: building(there) }, { action: read }, { resource: { id: here } }],
      }),
    ).toEqual([true, false, true, false])
  })
})

describe('an item that fails', () => {
  it('is a denial with its error, in its place, and the others are answered', async () => {
    const body = { subject: user(admin), action: write }
    const answer = await send({
      ...body,
      evaluations: [{ resource: building(here) }, {}, 'units.write', null, [], { resource: building(here) }],
    })
    expect(answer.status).toBe(200)
    const failed = { decision: false, context: { error: { status: 400, message: expect.stringMatching(/malformed/) } } }
    const permit = expect.objectContaining({ decision: true })
    expect(await answer.json()).toEqual({ evaluations: [permit, failed, failed, failed, failed, permit] })
  })

  it('is one whose version the database has not reached, and only that one', async () => {
    const { version } = (await authz.ask(admin, 'units.write', building(here))).context
    const answer = await send({
      subject: user(admin),
      action: write,
      resource: building(here),
      context: { atLeast: version },
      evaluations: [{}, { context: { atLeast: version + 1 } }, { context: {} }],
    })
    const stale = { decision: false, context: { error: { status: 503, message: expect.any(String) } } }
    const permit = expect.objectContaining({ decision: true })
    expect(await answer.json()).toEqual({ evaluations: [permit, stale, permit] })
  })
})

describe('a batch', () => {
  const question = { subject: user(admin), action: write, resource: building(here) }

  it.each([{}, { evaluations: [] }])('without items is a single question: %j', async (extra) => {
    const single = await (await authz.post('/authz/check', question)).json()
    expect(await (await send({ ...question, ...extra })).json()).toEqual(single)
    expect((await send({ action: write, ...extra })).status).toBe(400)
  })

  it('of as many items as it may hold is answered, of one more it is 400', async () => {
    const items = (count: number) => ({ ...question, evaluations: Array.from({ length: count }, () => ({})) })
    expect(await decisionsOf(items(BATCH_LIMIT))).toEqual(Array(BATCH_LIMIT).fill(true))
    const refused = await send(items(BATCH_LIMIT + 1))
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/evaluations' }] })
  })

  it.each([null, [], 'x', { evaluations: {} }, { evaluations: null }, { evaluations: 'x' }])(
    'that is %j is 400',
    async (body) => {
      expect((await send(body)).status).toBe(400)
    },
  )

  it('reads the database a fixed number of times, however many items it has', async () => {
    const statements = async (count: number): Promise<number> => {
      const resources = await Promise.all(Array.from({ length: count }, () => world.building()))
      const evaluations = resources.flatMap((id) =>
        [admin, viewer].map((one) => ({ subject: user(one), resource: building(id) })),
      )
      const answer = await testAuthz({ facts: createFacts(pool) }).post('/authz/check/batch', {
        action: write,
        evaluations,
      })
      expect(Decisions.parse(await answer.json()).evaluations).toHaveLength(count * 2)
      return taken().length
    }
    expect(await statements(100)).toBe(await statements(1))
  })
})
