import { expect, it } from 'vitest'
import { holding, namedDb, untilWaiting } from '../support/races.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { newId } from '../support/world.ts'

const { name: connection, db: watched } = namedDb()
const { db, world, admin } = await setScene({ db: watched })

const MOVED_INTO_A_NEW_UNIT = `
  WITH unit AS (
    INSERT INTO units (org_id, id, building_id, label, updated_at) VALUES ($1, $2::uuid, $3, $2::text, now())
    RETURNING org_id, building_id, id
  )
  INSERT INTO occupancies (org_id, id, building_id, unit_id, resident_user_id, start_at, updated_at)
  SELECT org_id, $5, building_id, id, $4, now(), now() FROM unit`

it('the units of a building are counted in one instant: never more of them occupied than there are', async () => {
  const [building, resident] = [await world.building(), await world.user()]
  expect((await admin.get(inBuilding(building))).at('units')).toEqual({ total: 0, occupied: 0, available: 0 })
  const counted = await holding(db, 'LOCK TABLE occupancies', [], async ({ query, release }) => {
    const detail = admin.get(inBuilding(building))
    await untilWaiting(db, connection, detail)
    for (const unit of [newId(), newId()])
      await query(MOVED_INTO_A_NEW_UNIT, [world.orgId, unit, building, resident, newId()])
    await release()
    return (await detail).at('units')
  })
  expect(counted).toEqual({ total: 2, occupied: 2, available: 0 })
})
