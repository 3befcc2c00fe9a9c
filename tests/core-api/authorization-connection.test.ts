import type { ServerResponse } from 'node:http'
import type { AuthzClient } from '@latchkey/authz-client'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { afterAll, describe, expect, it } from 'vitest'
import { answerOf, UNAVAILABLE } from '../support/answers.ts'
import { testAuthz } from '../support/authz.ts'
import { fakeAuthz, json, PERMIT } from '../support/fake-authz.ts'
import type { Http } from '../support/http.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { newId } from '../support/world.ts'

const key = 'the-key-of-core-api'
const fake = await fakeAuthz()
const permit = json(PERMIT)

const closed = <Client extends AuthzClient>(client: Client): Client => {
  afterAll(() => client.close())
  return client
}

const { db, world, person } = await setScene({
  authz: closed(createPooledAuthzClient({ url: fake.url, key, deadlineMs: 10_000 })),
})
const { http } = await person()
const building = await world.building()

const addUnit = (caller: Http) => caller.post(inBuilding(building, '/units'), { label: newId() })
const countUnits = async () => (await everythingOf(db, world.orgId))['units']?.length ?? 0

/** Breaks the connection of the first requests, so many, and lets the others pass. */
const breakFirst = (count: number, how: (res: ServerResponse) => void) => {
  let seen = 0
  fake.answer((res, arrived) => {
    seen += 1
    if (seen <= count) how(res)
    else permit(res, arrived)
  })
}

const BREAKS: [how: string, brk: (res: ServerResponse) => void][] = [
  ['reset', (res) => res.socket?.resetAndDestroy()],
  ['closed', (res) => res.socket?.destroy()],
]

describe.each(BREAKS)('a connection that is %s', (_, how) => {
  it('once is replaced: the question is asked again, and the unit is added once', async () => {
    breakFirst(1, how)
    const before = await countUnits()
    expect((await addUnit(http)).status).toBe(201)
    expect([await countUnits(), fake.arrived.length]).toEqual([before + 1, 2])
  })

  it('each time is 503 after three attempts, and nothing is written', async () => {
    breakFirst(Number.POSITIVE_INFINITY, how)
    const before = await everythingOf(db, world.orgId)
    const refused = await addUnit(http)
    expect(answerOf(refused)).toEqual(UNAVAILABLE)
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    expect(fake.arrived.length).toBe(3)
    fake.answer(permit)
    expect((await addUnit(http)).status).toBe(201)
  })

  it('is replaced by one that carries the same request id', async () => {
    breakFirst(1, how)
    await http.get(inBuilding(building), { 'x-request-id': 'walk-44' })
    expect(fake.arrived.map(({ headers }) => headers['x-request-id'])).toEqual(['walk-44', 'walk-44'])
  })
})

describe('an authz slower than the deadline', async () => {
  const hasty = await setScene({ authz: closed(createPooledAuthzClient({ url: fake.url, key, deadlineMs: 50 })) })
  const somebody = (await hasty.person()).http
  const path = inBuilding(await hasty.world.building())

  it.each<[string, (res: ServerResponse) => void]>([
    ['never begins to answer', () => undefined],
    ['says 200 and no more', (res) => res.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()],
    ['stops in the middle of a permit', (res) => res.writeHead(200).write(JSON.stringify(PERMIT).slice(0, 20))],
    ['never ends its permit', (res) => res.writeHead(200).write(JSON.stringify(PERMIT))],
  ])('that %s is 503 to read and write, is not asked again, and nothing is written', async (_, begin) => {
    fake.answer(begin)
    const before = await everythingOf(db, hasty.world.orgId)
    for (const reply of [await somebody.patch(path, { city: 'Bonn' }), await somebody.get(path)]) {
      expect(answerOf(reply)).toEqual(UNAVAILABLE)
    }
    expect(fake.arrived.length).toBeLessThanOrEqual(2)
    expect(await everythingOf(db, hasty.world.orgId)).toEqual(before)
  })
})

describe('a core-api with the wrong key', async () => {
  const real = await testAuthz().listen()
  afterAll(() => real.close())
  const sceneWith = (withKey: string) =>
    setScene({ authz: closed(createPooledAuthzClient({ url: real.url, key: withKey, deadlineMs: 10_000 })) })
  const [stranger, known] = [await sceneWith('a-key-nobody-gave'), await sceneWith(real.key)]

  it('is 503 even to an org_admin, and writes nothing; with the right key it works', async () => {
    const path = inBuilding(await stranger.world.building())
    const before = await everythingOf(db, stranger.world.orgId)
    const refused = [await stranger.admin.post('/api/org/buildings', { name: 'A' }), await stranger.admin.get(path)]
    expect(refused.map(answerOf)).toEqual([UNAVAILABLE, UNAVAILABLE])
    expect(await everythingOf(db, stranger.world.orgId)).toEqual(before)
    expect((await known.admin.post('/api/org/buildings', { name: 'A' })).status).toBe(201)
  })
})
