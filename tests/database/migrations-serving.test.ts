import { describe, expect, it } from 'vitest'
import { applyMigrations } from '../../scripts/migrations/apply.ts'
import { withClient } from '../../scripts/migrations/client.ts'
import { readMigrations } from '../../scripts/migrations/files.ts'
import { statusOf } from '../../scripts/migrations/history.ts'
import { PATIENCE } from '../../scripts/migrations/patience.ts'
import { suitePool } from '../support/database.ts'
import { scratchDatabase } from '../support/scratch.ts'

const base = readMigrations()
const later = (name: string, sql: string) => ({ name: `29990101000000_${name}`, sql })

async function migratedDatabase() {
  const url = await scratchDatabase()
  await applyMigrations(url, base)
  const pool = suitePool(url)
  const columns = async (table: string): Promise<string[]> => {
    const all = 'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1'
    return (await pool.query<{ name: string }>(all, [table])).rows.map(({ name }) => name)
  }
  const status = () => withClient(url, (client) => statusOf(client, base))
  return { url, pool, columns, status }
}
const { url, pool, columns, status } = await migratedDatabase()

/** Somebody in a transaction who has read the table, as a report does; nobody changes the table until it ends. */
async function startReading(table: string) {
  const client = await pool.connect()
  await client.query(`BEGIN; SELECT FROM ${table}`)
  return async () => {
    await client.query('COMMIT')
    client.release()
  }
}

describe('a migration that wants a table which somebody reads', () => {
  const add = later('add', 'CREATE TABLE before_it (); ALTER TABLE buildings ADD COLUMN nickname text')

  it('lets everybody pass between its tries, tells of each, and goes on when it can', async () => {
    const end = await startReading('buildings')
    const told: string[] = []
    const pause = async (attempt: number) => {
      // Whoever comes now is not behind it, although the first still reads; nor is anything of the migration there.
      await pool.query('SELECT FROM buildings')
      await pool.query(`UPDATE buildings SET name = 'x' WHERE false`)
      expect(await columns('before_it')).toEqual([])
      if (attempt === 2) await end()
    }
    const applied = await applyMigrations(url, [...base, add], (text) => told.push(text), {
      ...PATIENCE,
      lockMs: 50,
      pause,
    })
    expect(applied).toEqual([add.name])
    expect(await columns('buildings')).toContain('nickname')
    expect(told).toHaveLength(2)
    for (const text of told)
      expect(text).toMatch(/did not get a lock within 50 ms: the oldest open transaction is that of/)
  })

  it('gives up after so many tries, and has neither failed nor changed anything', async () => {
    const drop = later('drop', 'CREATE TABLE of_no_use (); ALTER TABLE buildings DROP COLUMN nickname')
    const end = await startReading('buildings')
    const told: string[] = []
    const pause = async () => undefined
    const tried = applyMigrations(url, [...base, add, drop], (text) => told.push(text), {
      lockMs: 10,
      attempts: 3,
      pause,
    })
    await expect(tried).rejects.toThrow(/was tried 3 times and has changed nothing: deploy again later/)
    expect(told).toHaveLength(2)
    expect(await columns('buildings')).toContain('nickname')
    expect(await status()).toMatchObject({ failed: [], edited: [] })
    await end()
    expect(await applyMigrations(url, [...base, add, drop])).toEqual([drop.name])
    expect(await columns('buildings')).not.toContain('nickname')
  })

  it('waits less than any request is patient, and not for ever', () => {
    expect(PATIENCE.lockMs).toBeLessThanOrEqual(500)
    expect(PATIENCE.attempts).toBeLessThanOrEqual(30)
  })
})

describe('a migration that is one concurrent index', () => {
  const index = later('index', 'CREATE INDEX CONCURRENTLY "units_notes_idx" ON "units"("notes");\n')
  const indexes = async () => {
    const all = `SELECT i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = $1`
    return (await pool.query(all, ['units_notes_idx'])).rows
  }

  it('is made beside writes, in no transaction, also after one that was cut short', async () => {
    // What a build leaves behind that was killed: an index that nobody uses.
    await pool.query('CREATE INDEX units_notes_idx ON units (notes)')
    await pool.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'units_notes_idx'::regclass`)
    expect(await indexes()).toEqual([{ valid: false }])
    expect(await applyMigrations(url, [...base, index])).toEqual([index.name])
    expect(await indexes()).toEqual([{ valid: true }])
    expect(await applyMigrations(url, [...base, index])).toEqual([])
  })

  it('that fails is reported, and blocks until somebody has mended it', async () => {
    const wrong = later('wrong', 'CREATE INDEX CONCURRENTLY "wrong_idx" ON "units"("nothing");\n')
    await expect(applyMigrations(url, [...base, index, wrong])).rejects.toThrow(/29990101000000_wrong failed/)
    expect((await status()).failed).toEqual([wrong.name])
  })
})
