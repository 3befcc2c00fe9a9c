import { listUnits } from '@latchkey/core-api/units/store'
import { createDb } from '@latchkey/shared/db/client'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { ownerPool, PATIENT } from '../support/database.ts'
import { rowsRead, statementOf } from '../support/plans.ts'
import { createWorld } from '../support/world.ts'

const pool = ownerPool()
const db = createDb(inject('databaseUrl'), 2, PATIENT)
afterAll(() => db.$disconnect())

describe('a page of units', () => {
  it('reads the occupancies of its units alone, however many homes are lived in there and elsewhere', async () => {
    const world = await createWorld(pool)
    const [resident, here, elsewhere] = [await world.user(), await world.building(), await world.building()]
    for (let count = 0; count < 300; count += 1) {
      await world.occupy(resident, here)
      await world.occupy(resident, elsewhere)
    }
    await pool.query('ANALYZE units, occupancies')
    const read = async (limit: number) => {
      const { text, values } = await statementOf(db, (noting) =>
        listUnits(noting, { orgId: world.orgId, id: here }, { limit }),
      )
      return rowsRead(pool, 'occupancies', text, values)
    }
    // Two columns look at each.
    expect(await read(10)).toBeLessThan(25)
    expect(await read(1_000)).toBeGreaterThanOrEqual(300)
  })
})
