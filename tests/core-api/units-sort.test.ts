import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { pageSizes, readPages } from '../support/paging.ts'
import { inBuilding, setScene } from '../support/scene.ts'

const { db, world, admin } = await setScene()
const LIMITS = [1, 2, 3, 200]

/** As people count. */
const IN_ORDER = [
  '1',
  '1a',
  '1B',
  '2',
  '2-1',
  '2-10',
  '10',
  '010a',
  '100',
  'A 2',
  'a 10',
  'Ärzte',
  'b',
  'Zimmer',
  '離れ',
]

async function buildingOf(labels: readonly string[]): Promise<string> {
  const building = await world.building()
  for (const label of labels) expect((await admin.post(inBuilding(building, '/units'), { label })).status).toBe(201)
  return building
}
const shuffled = [...IN_ORDER.filter((_, at) => at % 2 === 1).toReversed(), ...IN_ORDER.filter((_, at) => at % 2 === 0)]
const building = await buildingOf(shuffled)
const units = inBuilding(building, '/units')

describe('units by label', () => {
  it.each(LIMITS)('come as people count, each once, at %i a page', async (limit) => {
    const pages = await readPages(admin, `${units}?sort=label`, limit, 'label')
    expect(pages.flat()).toEqual(IN_ORDER)
    expect(pages.map((page) => page.length)).toEqual(pageSizes(IN_ORDER.length, limit))
  })

  it('come in the order of creation unless it is asked for', async () => {
    expect((await admin.get(units)).items('label')).toEqual(shuffled)
  })

  it('go on where a page ended, although its last unit was named anew or deleted meanwhile', async () => {
    const here = await buildingOf(['1', '2', '3', '4', '5'])
    const path = inBuilding(here, '/units?sort=label&limit=2')
    const first = await admin.get(path)
    const [, second] = first.items('id')
    await admin.patch(inBuilding(here, `/units/${second}`), { label: '9' })
    const next = await admin.get(`${path}&cursor=${first.str('nextCursor')}`)
    expect([first.items('label'), next.items('label')]).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    for (const id of next.items('id')) await admin.delete(inBuilding(here, `/units/${id}`))
    expect((await admin.get(`${path}&cursor=${next.str('nextCursor')}`)).items('label')).toEqual(['5', '9'])
  })

  it.each(LIMITS)('that are alike in two buildings are each shown once by the org, at %i a page', async (limit) => {
    const word = `Twin of ${limit},`
    const [one, other] = [await buildingOf([`${word} 2`, `${word} 10`]), await buildingOf([`${word} 10`, `${word} 2`])]
    const pages = await readPages(admin, `/api/org/units?sort=label&q=${word}`, limit, '')
    const found = pages.flat().map((unit) => [Object(unit).label, Object(unit).building.id])
    expect(found.map(([label]) => label)).toEqual([2, 2, 10, 10].map((number) => `${word} ${number}`))
    expect(new Set(found.map(String)).size).toBe(4)
    expect(new Set(found.map(([, id]) => id))).toEqual(new Set([one, other]))
  })

  it('have cursors of their own: one of the other order is 400', async () => {
    const [byId, byLabel] = [await admin.get(`${units}?limit=1`), await admin.get(`${units}?limit=1&sort=label`)]
    const refused = [
      await admin.get(`${units}?sort=label&cursor=${byId.str('nextCursor')}`),
      await admin.get(`${units}?cursor=${byLabel.str('nextCursor')}`),
    ]
    expect(refused.map(refusalOf)).toEqual([
      [...INVALID, '/cursor'],
      [...INVALID, '/cursor'],
    ])
  })

  it.each(['label.', `label.${building}\0`, `1.${building}`, `label.${building.toUpperCase()}1`, 'nonsense'])(
    'refuse a cursor of %j, and point at it',
    async (text) => {
      const cursor = Buffer.from(text).toString('base64url')
      expect(refusalOf(await admin.get(`${units}?sort=label&cursor=${cursor}`))).toEqual([...INVALID, '/cursor'])
      const good = Buffer.from(`label.${building}1`).toString('base64url')
      expect((await admin.get(`${units}?sort=label&cursor=${good}`)).status).toBe(200)
    },
  )

  it('of the longest labels have cursors that are taken', async () => {
    const labels = [`${'界'.repeat(49)}1`, `${'界'.repeat(49)}2`]
    const here = await buildingOf(labels)
    expect((await readPages(admin, inBuilding(here, '/units?sort=label'), 1, 'label')).flat()).toEqual(labels)
  })

  it.each(['', 'id', 'LABEL', '-label'])('is 400 for sort=%s', async (sort) => {
    expect(refusalOf(await admin.get(`${units}?sort=${sort}`))).toEqual([...INVALID, '/sort'])
  })

  it('read along an index in their order', async () => {
    const plan = async (where: string, order: string) => {
      const client = await db.connect()
      try {
        await client.query('BEGIN')
        for (const way of ['seqscan', 'bitmapscan', 'sort', 'incremental_sort'])
          await client.query(`SET LOCAL enable_${way} = off`)
        const statement = `EXPLAIN SELECT id FROM units u WHERE org_id = $1 ${where} ORDER BY ${order} LIMIT 51`
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(statement, [world.orgId])
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    }
    const inOne = `AND building_id = '${building}'`
    // Tables are so small here that either index may cost the same.
    expect(await plan(inOne, 'label_sort, id')).toMatch(/_label_sort_id_idx/)
    expect(await plan('', 'label_sort, id')).toMatch(/units_org_id_label_sort_id_idx/)
    for (const where of [inOne, '']) expect(await plan(where, 'label_sort, id')).not.toContain('Sort')
    expect(await plan('', 'label, id')).toContain('Sort')
  })
})

describe('units by a part of their label', () => {
  it.each([
    ['1', ['1', '1a', '1B', '2-1', '2-10', '10', '010a', '100', 'a 10']],
    ['zim', ['Zimmer']],
    ['ÄRZ', ['Ärzte']],
    ['A\u0308rz', ['Ärzte']],
    ['%', []],
    ['_', []],
    ['\\', []],
    ['', IN_ORDER],
  ])('%j, in any case and spelling', async (q, labels) => {
    const found = await admin.get(`${units}?sort=label&q=${encodeURIComponent(q)}`)
    expect(found.items('label')).toEqual(labels)
  })

  it('and by availability at once', async () => {
    const here = await buildingOf(['A1', 'A2', 'B1'])
    const path = inBuilding(here, '/units?q=a&sort=label')
    const [first] = (await admin.get(path)).items('id').map(String)
    await world.occupy(await world.user(), here, first ?? '')
    expect((await admin.get(`${path}&available=true`)).items('label')).toEqual(['A2'])
    expect((await admin.get(`${path}&available=false`)).items('label')).toEqual(['A1'])
  })
})
