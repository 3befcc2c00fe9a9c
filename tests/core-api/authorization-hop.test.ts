import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { afterAll, describe, expect, it } from 'vitest'
import { answerOf, UNAVAILABLE } from '../support/answers.ts'
import { fakeAuthz, json, PERMIT, text } from '../support/fake-authz.ts'
import type { Reply } from '../support/http.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld, newId } from '../support/world.ts'

const fake = await fakeAuthz()
const client = createPooledAuthzClient({ url: fake.url, key: 'the-key-of-core-api', deadlineMs: 10_000 })
afterAll(() => client.close())
const { db, world, person } = await setScene({ authz: client })

// A user without grants: the fake authz alone decides.
const { http } = await person()
const building = await world.building()
const addUnit = () => http.post(inBuilding(building, '/units'), { label: newId() })

const expectUnavailable = (reply: Reply) => {
  expect(answerOf(reply)).toEqual(UNAVAILABLE)
  expect(reply.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  expect(reply.headers.get('content-type')).toBe('application/problem+json')
}

const DENIAL = { decision: false, context: { reason: { code: 'no_grant', wouldAllow: [] }, version: 1 } }
const PERMITTED = JSON.stringify(PERMIT)

describe('an answer of authz that is no decision', () => {
  const ANSWERS: [what: string, answer: ReturnType<typeof json>][] = [
    ['500', json({ code: 'internal_error' }, 500)],
    ['500 with a permit', json(PERMIT, 500)],
    ['201 with a permit', json(PERMIT, 201)],
    ['401', json({ code: 'unauthorized' }, 401)],
    ['403 with a permit', json(PERMIT, 403)],
    ['404', json({ code: 'not_found' }, 404)],
    ['429', json({}, 429)],
    ['503 stale_replica', json({ code: 'stale_replica' }, 503)],
    ['a redirect to a permit', text(PERMITTED, 307, { location: `${fake.url}/authz/check` })],
    ['an empty 200', text('')],
    ['204', text('', 204)],
    ['no JSON', text('<html>yes</html>')],
    ['half of a permit', text(PERMITTED.slice(0, -1))],
    ['a permit and more', text(`${PERMITTED}}`)],
    ['null', json(null)],
    ['true', json(true)],
    ['a list of a permit', json([PERMIT])],
    ['an empty object', json({})],
    ['decision "true"', json({ ...PERMIT, decision: 'true' })],
    ['decision 1', json({ ...PERMIT, decision: 1 })],
    ['decision null', json({ ...PERMIT, decision: null })],
    ['decision {}', json({ ...PERMIT, decision: {} })],
    ['Decision', json({ Decision: true, context: PERMIT.context })],
    ['allowed', json({ allowed: true, context: PERMIT.context })],
    ['a permit without a reason', json({ decision: true })],
    ['a permit with the reason of a denial', json({ ...PERMIT, context: DENIAL.context })],
    ['a permit for a reason nobody knows', json({ decision: true, context: { reason: { code: 'luck' }, version: 1 } })],
  ]

  it.each(ANSWERS)('(%s) is 503, and nothing is written', async (_, answer) => {
    fake.answer(answer)
    const before = await everythingOf(db, world.orgId)
    expectUnavailable(await addUnit())
    expectUnavailable(await http.post('/api/org/buildings', { name: 'New' }))
    expectUnavailable(await http.get(inBuilding(building)))
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    fake.answer(json(PERMIT))
    expect((await addUnit()).status).toBe(201)
  })

  it.each(ANSWERS)('(%s) shows nothing of the list of buildings', async (_, answer) => {
    fake.answer(answer)
    expectUnavailable(await http.get('/api/org/buildings'))
    const rules = [['buildings.read', 'Building', { orgId: world.orgId }]]
    fake.answer(json({ rules, version: 1 }))
    expect((await http.get('/api/org/buildings')).items('id')).toContain(building)
  })

  it('is not asked for a second time', async () => {
    fake.answer(json({}, 500))
    await addUnit()
    expect(fake.arrived.length).toBe(1)
  })

  it('is read up to a bound: one without end is 503', async () => {
    const part = 'x'.repeat(1024 * 1024)
    let parts = 0
    fake.answer((res) => {
      res.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        parts += 1
        if (!res.destroyed && parts < 64) res.write(part, more)
      }
      more()
    })
    expectUnavailable(await addUnit())
    expect(parts).toBeLessThan(64)
    fake.answer(json(PERMIT))
    expect((await addUnit()).status).toBe(201)
  })
})

describe('an ability of authz', () => {
  const ABILITIES: [what: string, rules: unknown][] = [
    ['without rules', []],
    ['for another key', [['units.read', 'Building', { orgId: world.orgId }]]],
    ['for another subject', [['buildings.read', 'Org', { id: world.orgId }]]],
  ]

  it.each(ABILITIES)('%s shows no building: 403', async (_, rules) => {
    fake.answer(json({ rules, version: 1 }))
    expect((await http.get('/api/org/buildings')).code).toBe('forbidden')
  })

  const BROKEN: [what: string, rules: unknown][] = [
    ['a rule of nothing', [[]]],
    ['a rule of numbers', [[1, 2]]],
    ['a rule without a subject', [['buildings.read']]],
    ['conditions that are text', [['buildings.read', 'Building', 'all']]],
    ['conditions that are true', [['buildings.read', 'Building', true]]],
    ['a rule without conditions', [['buildings.read', 'Building']]],
    ['conditions that are empty', [['buildings.read', 'Building', {}]]],
    ['a condition on a member that no building has', [['buildings.read', 'Building', { orgId: 'x', owner: 'y' }]]],
    ['an operator that nobody knows', [['buildings.read', 'Building', { orgId: { resembles: 'x' } }]]],
    ['an inverted rule', [['buildings.read', 'Building', { orgId: 'x' }, 1]]],
    ['a subject that nobody knows', [['buildings.read', 'Unit', { orgId: 'x' }]]],
  ]

  it.each(BROKEN)('with %s is no ability: 503', async (_, rules) => {
    fake.answer(json({ rules, version: 1 }))
    expectUnavailable(await http.get('/api/org/buildings'))
  })

  it('never reaches beyond the own org, whatever its rules say', async () => {
    const foreign = await createWorld(db)
    const first = await foreign.building('00000000-0000-7000-8000-000000000000')
    const everybodys = { orgId: foreign.orgId }
    const rules = [everybodys, { orgId: world.orgId }].map((where) => ['buildings.read', 'Building', where])
    fake.answer(json({ rules, version: 1 }))
    const list = await http.get('/api/org/buildings')
    expect(list.items('id')).not.toContain(first)
    expect(new Set(list.items('orgId'))).toEqual(new Set([world.orgId]))
  })
})

describe('a denial of authz', () => {
  const denial = (reason: object) => ({ decision: false, context: { reason, version: 1 } })

  it.each([
    ['no_grant', { code: 'no_grant', wouldAllow: [] }, 403, 'forbidden'],
    ['denied_by_override', { code: 'denied_by_override' }, 403, 'forbidden'],
    ['unknown_action', { code: 'unknown_action' }, 403, 'forbidden'],
    ['unknown_resource_type', { code: 'unknown_resource_type' }, 403, 'forbidden'],
    ['resource_not_in_org', { code: 'resource_not_in_org' }, 404, 'not_found'],
    ['subject_unknown', { code: 'subject_unknown' }, 401, 'unauthorized'],
    ['subject_inactive', { code: 'subject_inactive' }, 401, 'unauthorized'],
  ])('for %s becomes the status of the caller, and nothing is written', async (_, reason, status, code) => {
    fake.answer(json(denial(reason)))
    const before = await everythingOf(db, world.orgId)
    const refused = await addUnit()
    expect(answerOf(refused)).toEqual([status, code])
    expect(refused.text).not.toContain('reason')
    expect(await everythingOf(db, world.orgId)).toEqual(before)
  })
})

describe('the request id', () => {
  const read = (id?: string) => http.get(inBuilding(building), id === undefined ? {} : { 'x-request-id': id })

  it('of the caller is echoed and reaches authz', async () => {
    fake.answer(json(PERMIT))
    const reply = await read('walk 42/e')
    expect(reply.headers.get('x-request-id')).toBe('walk 42/e')
    expect(fake.arrived.map(({ headers }) => headers['x-request-id'])).toEqual(['walk 42/e'])
  })

  it('is made when there is none, a new one each time, and reaches authz', async () => {
    fake.answer(json(PERMIT))
    const made = [(await read()).headers.get('x-request-id'), (await read()).headers.get('x-request-id')]
    expect(new Set(made).size).toBe(2)
    expect(fake.arrived.map(({ headers }) => headers['x-request-id'])).toEqual(made)
  })
})

describe('core-api asks authz', () => {
  it('as itself, with the key it was given, and never with the token of the caller', async () => {
    fake.answer(json(PERMIT))
    await addUnit()
    expect(fake.arrived.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/authz/check', 'Bearer the-key-of-core-api'],
    ])
  })
})
