import { describe, expect, it } from 'vitest'
import { account } from '../support/accounts.ts'
import { answerOf, INVALID } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const [world, other] = [await createWorld(db), await createWorld(db)]
const api = await testCoreApi()
const readerId = await world.user({ roles: ['org_admin'] })
const reader = await api.as(world.orgId, readerId)
const PATH = '/api/org/audit-log'

const [jane, joe] = [await world.user(), await world.user()]
const [house, shed] = [newId(), newId()]
const hour = (number: number) => `2026-03-01T${String(number).padStart(2, '0')}:00:00.000Z`

/** One event an hour, the oldest first. */
const DONE: [who: string | null, action: string, target: string][] = [
  [jane, 'building.created', house],
  [jane, 'building.changed', house],
  [joe, 'building.created', shed],
  [null, 'user.sign_in_failed', joe],
  [joe, 'building.changed', shed],
  [jane, 'building.deleted', house],
  [joe, 'user.changed', jane],
]
const ids: string[] = []
for (const [at, [who, action, target]] of DONE.entries()) {
  const id = `01999999-0000-7000-8000-${String(at).padStart(12, '0')}`
  ids.unshift(id)
  const values = [
    world.orgId,
    id,
    who === null ? 'anonymous' : 'user',
    who,
    action,
    action.split('.')[0],
    target,
    hour(at),
  ]
  await db.query(
    `INSERT INTO audit_events
       (org_id, id, actor_type, actor_user_id, action, target_type, target_id, created_at, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'r')`,
    values,
  )
}
const strangerId = await other.user({ roles: ['org_admin'] })
const stranger = await api.as(other.orgId, strangerId)
await stranger.post('/api/org/buildings', { name: 'Elsewhere' })

/** The hours of the events that are shown, the latest first. */
const shown = async (query: string): Promise<number[]> => {
  const reply = await reader.get(`${PATH}?${query}`)
  expect([query, reply.status]).toEqual([query, 200])
  return reply.items('id').map((id) => DONE.length - 1 - ids.indexOf(String(id)))
}

describe('the audit log, newest first,', () => {
  it.each<[query: string, hours: number[]]>([
    ['', [6, 5, 4, 3, 2, 1, 0]],
    [`actor=${jane}`, [5, 1, 0]],
    [`actor=${joe}`, [6, 4, 2]],
    [`actor=${newId()}`, []],
    ['action=building.created', [2, 0]],
    ['action=building', []],
    ['action=', [6, 5, 4, 3, 2, 1, 0]],
    [`target=${house}`, [5, 1, 0]],
    [`target=${joe}`, [3]],
    [`target=${readerId}`, []],
    [`from=${hour(4)}`, [6, 5, 4]],
    [`to=${hour(4)}`, [3, 2, 1, 0]],
    [`from=${hour(2)}&to=${hour(4)}`, [3, 2]],
    [`from=${hour(4)}&to=${hour(4)}`, []],
    [`from=${hour(5)}&to=${hour(2)}`, []],
    ['from=2026-03-01T05:00:00%2B01:00&to=2026-03-01T07:00:00%2B01:00', [5, 4]],
    [`actor=${jane}&target=${house}&action=building.changed`, [1]],
    [`actor=${joe}&target=${house}`, []],
    [`actor=${jane}&from=${hour(1)}`, [5, 1]],
  ])('%s shows %j', async (query, hours) => {
    expect(await shown(query)).toEqual(hours)
  })

  it.each(['actor=jane', 'target=house', 'from=yesterday', 'to=2026-03-01'])('is refused for %s', async (query) => {
    const refused = await reader.get(`${PATH}?${query}`)
    expect(answerOf(refused)).toEqual(INVALID)
  })

  it.each([1, 2, 3, 200])('comes whole in pages of %d, filtered or not', async (limit) => {
    for (const [query, wanted] of [
      ['', ids],
      [`?actor=${joe}`, ids.filter((_, at) => DONE.at(-1 - at)?.[0] === joe)],
    ] as const) {
      const pages = await readPages(reader, `${PATH}${query}`, limit)
      expect(pages.flat()).toEqual(wanted)
      expect(pages.map(({ length }) => length)).toEqual(pageSizes(wanted.length, limit))
    }
  })

  it('shows each event once while more are written between two pages', async () => {
    const mine = await createWorld(db)
    const by = await api.as(mine.orgId, await mine.user({ roles: ['org_admin'] }))
    for (const name of ['A', 'B', 'C', 'D']) await by.post('/api/org/buildings', { name })
    const names = (reply: Awaited<ReturnType<typeof by.get>>) => reply.items('after.name')
    const first = await by.get(`${PATH}?limit=2`)
    await by.post('/api/org/buildings', { name: 'E' })
    const second = await by.get(`${PATH}?limit=2&cursor=${first.str('nextCursor')}`)
    expect([names(first), names(second), second.at('nextCursor')]).toEqual([['D', 'C'], ['B', 'A'], null])
  })
})

describe('an event in the log', async () => {
  const mine = await createWorld(db)
  const userId = await mine.user({ roles: ['org_admin'] })
  const by = await api.as(mine.orgId, userId)

  it('shows who did what to whom, both states, when and by which request', async () => {
    const id = (await by.post('/api/org/buildings', { name: 'Before' })).str('id')
    await by.patch(`/api/org/buildings/${id}`, { name: 'After' }, { 'x-request-id': 'request-42' })
    const [event] = (await by.get(`${PATH}?target=${id}&action=building.changed`)).items('')
    expect(event).toMatchObject({
      ...{ actor: { type: 'user', userId }, action: 'building.changed', target: { type: 'building', id } },
      ...{ before: { name: 'Before' }, after: { name: 'After' } },
      ...{ requestId: 'request-42', at: expect.stringMatching(/Z$/) },
    })
  })

  it('of a failed sign-in is the act of nobody, in the org of the user', async () => {
    const { id, email } = await account(mine)
    await api.anonymous.post('/api/auth/login', { email, password: 'wrong' })
    const [event] = (await by.get(`${PATH}?target=${id}`)).items('')
    expect(event).toMatchObject({ action: 'user.sign_in_failed', actor: { type: 'anonymous', userId: null } })
  })
})

describe('the audit log of another org', () => {
  it('is never shown, whatever the filter or cursor', async () => {
    const theirs = (await stranger.get(PATH)).items('id')
    expect(theirs).toHaveLength(1)
    const cursor = Buffer.from(`1.${newId()}`).toString('base64url')
    for (const query of [`actor=${strangerId}`, 'limit=200', `limit=200&cursor=${cursor}`]) {
      const seen = (await reader.get(`${PATH}?${query}`)).items('id')
      expect(seen.filter((id) => theirs.includes(id))).toEqual([])
    }
    expect((await stranger.get(`${PATH}?actor=${jane}`)).items('id')).toEqual([])
  })
})
