import { beforeAll, describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld, newId } from '../support/world.ts'

const NAME = '20261125162000_text'
const migrations = readMigrations()
const place = migrations.findIndex(({ name }) => name === NAME)

const url = await scratchDatabase()
await applyMigrations(url, migrations.slice(0, place))
const db = suitePool(url)
const world = await createWorld(db)
const building = await world.building()

const TAKEN = { constraint: 'units_one_label_per_building' }

async function addUnit(label: string, buildingId = building, id = newId()): Promise<string> {
  const columns = 'org_id, id, building_id, label, updated_at'
  await db.query(`INSERT INTO units (${columns}) VALUES ($1, $2, $3, $4, now())`, [world.orgId, id, buildingId, label])
  return id
}
const rename = (id: string, label: string) => db.query('UPDATE units SET label = $2 WHERE id = $1', [id, label])
const remove = (id: string) => db.query('DELETE FROM units WHERE id = $1', [id])
const sharing = async () => {
  const { rows } = await db.query<{ id: string }>('SELECT id::text FROM units WHERE label_shared ORDER BY id')
  return rows.map(({ id }) => id)
}

// The lowest id keeps the label, and those of one millisecond are in no order.
const made = Array.from({ length: 7 }, newId).toSorted()
const ascending = made.values()
const add = (label: string, buildingId?: string) => addUnit(label, buildingId, ascending.next().value)
const everyUnit = async () => {
  const { rows } = await db.query(
    'SELECT id, label, floor, notes, created_at, updated_at FROM units WHERE id = ANY($1) ORDER BY id',
    [made],
  )
  return rows
}

const warnings: string[] = []
let before: unknown
let ids: Readonly<Record<'first' | 'second' | 'third' | 'cafe' | 'decomposed' | 'alone' | 'elsewhere', string>>

beforeAll(async () => {
  ids = {
    first: await add('1A'),
    second: await add('1a'),
    third: await add('1A\u200b'),
    cafe: await add('caf\u00e9'),
    decomposed: await add('CAFE\u0301'),
    alone: await add('2A'),
    elsewhere: await add('1a', await world.building()),
  }
  before = await everyUnit()
  await applyMigrations(url, migrations.slice(0, place + 1), (warning) => warnings.push(warning))
})

describe('labels that are one by now', () => {
  it('stay as they are, and are told to whoever deploys', async () => {
    expect(await everyUnit()).toEqual(before)
    expect(await sharing()).toEqual([ids.second, ids.third, ids.decomposed].toSorted())
    expect(warnings).toHaveLength(1)
    const told = warnings.join()
    expect(told).toContain('3 units have the label of another unit')
    for (const id of [ids.first, ids.second, ids.third, ids.cafe, ids.decomposed]) expect(told).toContain(id)
    for (const id of [ids.alone, ids.elsewhere]) expect(told).not.toContain(id)
  })

  it('grow no more', async () => {
    for (const label of ['1\u200bA', '1\u2060a', 'Cafe\u0301', '2a'])
      await expect(addUnit(label)).rejects.toMatchObject(TAKEN)
    await expect(rename(ids.alone, '\u20601a')).rejects.toMatchObject(TAKEN)
  })

  it('may be changed otherwise without being one any less', async () => {
    await db.query('UPDATE units SET floor = 3 WHERE id = $1', [ids.second])
    expect(await sharing()).toContain(ids.second)
  })

  it('go to the next when the first gives its label up, or is deleted; nobody else gets in between', async () => {
    await rename(ids.first, '3A')
    expect(await sharing()).toEqual([ids.third, ids.decomposed].toSorted())
    await expect(addUnit('1A')).rejects.toMatchObject(TAKEN)
    await remove(ids.second)
    expect(await sharing()).toEqual([ids.decomposed])
    await expect(addUnit('1A')).rejects.toMatchObject(TAKEN)
    await remove(ids.third)
    await expect(addUnit('1A')).resolves.toBeDefined()
  })

  it('are unique like all others once they are named anew', async () => {
    await expect(rename(ids.decomposed, 'Cafe\u0301')).rejects.toMatchObject(TAKEN)
    await rename(ids.decomposed, '4A')
    expect(await sharing()).toEqual([])
    await expect(addUnit('4a')).rejects.toMatchObject(TAKEN)
  })

  it('of the first may change their case', async () => {
    await rename(ids.cafe, 'CAFÉ')
    await expect(addUnit('café')).rejects.toMatchObject(TAKEN)
  })
})
