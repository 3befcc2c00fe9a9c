import { expect, it } from 'vitest'
import { holding, namedDb, untilWaiting } from '../support/races.ts'
import { setScene } from '../support/scene.ts'

const { name: connection, db: watched } = namedDb()
const { db, world, person } = await setScene({ db: watched })

it('somebody is not shown half of where they are assigned, while the building is deleted with its assignments', async () => {
  const building = await world.building()
  const { id, http } = await person()
  await world.assign(id, building, 'STAFF')
  expect((await http.get('/api/auth/me')).at('buildingAssignments.0.buildingId')).toBe(building)
  await holding(db, 'LOCK TABLE buildings', [], async ({ query, release }) => {
    const asked = http.get('/api/auth/me')
    await untilWaiting(db, connection, asked)
    await query('DELETE FROM building_assignments WHERE building_id = $1', [building])
    await query('DELETE FROM buildings WHERE id = $1', [building])
    await release()
    expect([(await asked).status, (await asked).at('buildingAssignments')]).toEqual([200, []])
  })
})
