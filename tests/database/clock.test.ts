import { createDb } from '@latchkey/shared/db/client'
import { readNow } from '@latchkey/shared/db/now'
import { counts, isActive, isAhead, isHeld, isOpen } from '@latchkey/shared/grant-times'
import { afterAll, describe, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { later, setClock } from '../support/clock.ts'
import { ownerPool, PATIENT, suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'

const url = await scratchDatabase()
await deploy(url)
const db = suitePool(url)
const START = '2031-03-01T00:00:00.000Z'
const END = '2031-06-01T00:00:00.000Z'

/** Which of the conditions hold for a grant from START to END, with its times in these columns, when the clock says so. */
async function holding(conditions: Readonly<Record<string, (alias: string) => string>>, columns: string, now: Date) {
  await setClock(db, now)
  const asked = Object.entries(conditions).map(([name, condition]) => `${condition('g')} AS "${name}"`)
  const grant = `(SELECT $1::timestamptz, $2::timestamptz, $3::timestamptz) AS g (${columns})`
  const { rows } = await db.query(`SELECT ${asked.join(', ')} FROM ${grant}`, [START, END, null])
  return Object.entries(rows[0]).flatMap(([name, holds]) => (holds === true ? [name] : []))
}

describe('by the clock of the database', () => {
  it.each([
    [START, -1, 'isAhead isHeld'],
    [START, 0, 'counts isHeld'],
    [END, -1, 'counts isHeld'],
    [END, 0, ''],
  ])('a grant that begins and ends is, at %s and %i ms, "%s"', async (instant, milliseconds, expected) => {
    const names = await holding(
      { counts, isAhead, isHeld },
      'starts_at, ends_at, neither',
      later(instant, milliseconds),
    )
    expect(names.join(' ')).toBe(expected)
  })

  it.each([
    [START, -1, 'isOpen'],
    [START, 0, 'isActive isOpen'],
    [END, -1, 'isActive isOpen'],
    [END, 0, ''],
  ])('an occupancy with a planned end is, at %s and %i ms, "%s"', async (instant, milliseconds, expected) => {
    const columns = 'start_at, planned_end_at, end_at'
    const names = await holding({ isActive, isOpen }, columns, later(instant, milliseconds))
    expect(names.join(' ')).toBe(expected)
  })
})

describe('the clock of the database', () => {
  it('is read in whole milliseconds and not ahead of it', async () => {
    const [prisma, own] = [createDb(url, 1, PATIENT), '2031-03-01T00:00:00.123999Z']
    afterAll(() => prisma.$disconnect())
    await setClock(db, own)
    expect((await readNow(prisma)).toISOString()).toBe('2031-03-01T00:00:00.123Z')
    await setClock(db)
    const { rows } = await db.query('SELECT now() AS before')
    const now = (await readNow(prisma)).getTime()
    expect(now).toBeGreaterThanOrEqual(rows[0].before.getTime())
    expect(now).toBeLessThanOrEqual((await db.query('SELECT now() AS after')).rows[0].after.getTime())
  })

  it('goes on within a transaction, where what a statement compares with stands still', async () => {
    const client = await ownerPool().connect()
    const read = async () =>
      (await client.query('SELECT latchkey_now()::text AS now, latchkey_clock()::text AS clock')).rows[0]
    await client.query('BEGIN')
    const [first, second] = [await read(), await read()]
    await client.query('COMMIT')
    client.release()
    expect([first.now, first.clock === second.clock]).toEqual([second.now, false])
  })
})
