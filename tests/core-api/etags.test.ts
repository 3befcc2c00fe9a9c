import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, admin } = await setScene()

const tagOf = async (path: string): Promise<string> => (await admin.get(path)).headers.get('etag') ?? 'none'

/** A resource by itself: its path, and a change of it. */
const RESOURCES: Readonly<Record<string, { make: () => Promise<string>; change: () => object }>> = {
  'a user': {
    make: async () => `/api/users/${await world.user({ status: 'INVITED' })}`,
    change: () => ({ name: unique('Renamed') }),
  },
  'a building': {
    make: async () => inBuilding(await world.building()),
    change: () => ({ city: unique('City') }),
  },
  'a unit': {
    make: async () => {
      const home = await world.building()
      return inBuilding(home, `/units/${await world.unit(home)}`)
    },
    change: () => ({ notes: unique('Notes') }),
  },
}

describe.each(Object.entries(RESOURCES))('%s', (_, { make, change }) => {
  let path = ''
  beforeEach(async () => {
    path = await make()
  })

  it('has a strong ETag, by which a GET of what the client has is 304 without a body', async () => {
    const tag = await tagOf(path)
    expect(tag).toMatch(/^"[\w-]+"$/)
    for (const value of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const reply = await admin.get(path, { 'if-none-match': value })
      expect([reply.status, reply.text, reply.headers.get('etag')]).toEqual([304, '', tag])
    }
    expect((await admin.get(path, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('is changed under the ETag that it has, and answered with the next', async () => {
    const tag = await tagOf(path)
    const changed = await admin.patch(path, change(), { 'if-match': tag })
    expect(changed.status).toBe(200)
    const next = changed.headers.get('etag')
    expect(next).not.toBe(tag)
    expect(await tagOf(path)).toBe(next)
    expect((await admin.patch(path, change(), { 'if-match': '*' })).status).toBe(200)
  })

  it('is neither changed nor deleted under another', async () => {
    const tag = await tagOf(path)
    await admin.patch(path, change())
    const now = await tagOf(path)
    for (const value of [tag, `W/${now}`, '"other"']) {
      expect(answerOf(await admin.patch(path, change(), { 'if-match': value }))).toEqual([412, 'precondition_failed'])
      expect(answerOf(await admin.delete(path, { 'if-match': value }))).toEqual([412, 'precondition_failed'])
    }
    expect(await tagOf(path)).toBe(now)
    expect((await admin.delete(path, { 'if-match': now })).status).toBe(204)
  })
})

it('what is created is answered with the ETag of its GET, also with a password beside it', async () => {
  const home = await world.building()
  for (const [path, body] of [
    ['/api/org/buildings', { name: unique('House') }],
    [inBuilding(home, '/units'), { label: unique('unit') }],
    ['/api/users', { email: `${unique('new')}@example.test`, name: 'New' }],
  ] as const) {
    const made = await admin.post(path, body)
    expect(made.headers.get('etag')).toBe(await tagOf(`${path}/${made.str('id')}`))
  }
})

it('covers counts and availability: another unit changes that of its building, an occupancy that of the unit', async () => {
  const home = await world.building()
  const empty = await tagOf(inBuilding(home))
  const unitId = await world.unit(home)
  const counted = await tagOf(inBuilding(home))
  expect(counted).not.toBe(empty)
  const free = await tagOf(inBuilding(home, `/units/${unitId}`))
  const residentUserId = await world.user()
  const started = await admin.post(inBuilding(home, '/occupancies'), { unitId, residentUserId })
  expect(started.headers.get('etag')).toMatch(/^"[\w-]+"$/)
  expect(await tagOf(inBuilding(home, `/units/${unitId}`))).not.toBe(free)
  expect(await tagOf(inBuilding(home))).not.toBe(counted)
})

it('of several who change at once under one ETag, one does', async () => {
  const path = inBuilding(await world.building())
  const tag = await tagOf(path)
  const replies = await Promise.all(
    ['A', 'B', 'C', 'D', 'E'].map((city) => admin.patch(path, { city }, { 'if-match': tag })),
  )
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412])
})
