import { describe, expect, it } from 'vitest'
import { answerOf, FORBIDDEN } from '../support/answers.ts'
import { identity, invitee, newEmail, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { lived, settlers } from '../support/settlers.ts'
import { everythingOf, usersWith } from '../support/stored.ts'
import { meanwhileDb } from '../support/transactions.ts'

const { db: watched, meanwhile } = meanwhileDb()
const scene = await setScene({ db: watched })
const { db, world, admin, person } = scene
const { orgId } = world
const { newUnit, somebodyIn, livesIn } = settlers(scene)
const MOVE = { mode: 'MOVE' } as const

/** Somebody at home who has moved to `elsewhere` by the time the call about them begins to write. */
async function moving() {
  const somebody = await somebodyIn(1)
  const elsewhere = await newUnit()
  const moveFirst = () =>
    meanwhile(async () => {
      await world.endOccupancy(somebody.homes[0]?.occupancyId ?? '')
      await world.occupy(somebody.id, elsewhere.buildingId, elsewhere.unitId)
    })
  return { ...somebody, elsewhere, moveFirst }
}

const adminOf = async (...buildings: string[]) => {
  const { id, http } = await person()
  for (const building of buildings) await world.assign(id, building, 'BUILDING_ADMIN')
  return http
}

describe('a person who moved after the rights were checked', () => {
  it('is moved out of the unit they live in now', async () => {
    const { id, home, elsewhere, target, settle, moveFirst } = await moving()
    moveFirst()
    const moved = await settle({ ...target, ...MOVE })
    expect([moved.status, moved.at('applied.resident.created')]).toEqual([200, true])
    expect(await livesIn(id)).toEqual(lived([home, elsewhere], [target]))
  })

  it('is not moved by a caller without rights in the building they live in now: 403', async () => {
    const { id, home, elsewhere, target, settle, moveFirst } = await moving()
    const http = await adminOf(home.buildingId, target.buildingId)
    moveFirst()
    const refused = await settle({ ...target, ...MOVE }, http)
    expect(answerOf(refused)).toEqual(FORBIDDEN)
    expect(await livesIn(id)).toEqual(lived([home], [elsewhere]))
    const ofAll = await adminOf(home.buildingId, target.buildingId, elsewhere.buildingId)
    expect((await settle({ ...target, ...MOVE }, ofAll)).status).toBe(200)
  })

  it('out of fromUnitId is 400 from_unit_not_occupied, and is not moved', async () => {
    const { id, home, elsewhere, target, settle, moveFirst } = await moving()
    moveFirst()
    const refused = await settle({ ...target, ...MOVE, fromUnitId: home.unitId })
    expect(answerOf(refused)).toEqual([400, 'from_unit_not_occupied'])
    expect(await livesIn(id)).toEqual(lived([home], [elsewhere]))
  })
})

describe('when, between the checks and the writes of a call,', () => {
  it('the person is created: they are linked, and keep their name', async () => {
    const email = newEmail()
    const made: string[] = []
    meanwhile(async () => made.push(await world.user({ email, name: 'First' })))
    const linked = await provision(admin, { identity: identity({ email }), grants: { orgRoleKeys: ['viewer'] } })
    expect([linked.status, linked.at('user.name'), linked.at('ignored')]).toEqual([
      ...[200, 'First', ['/identity/name', '/identity/password']],
    ])
    expect(await usersWith(db, orgId, email)).toEqual(made)
  })

  it('the person is disabled: 409 user_disabled', async () => {
    const email = newEmail()
    const id = await world.user({ email })
    meanwhile(() => db.query(`UPDATE users SET status = 'DISABLED' WHERE org_id = $1 AND id = $2`, [orgId, id]))
    const refused = await provision(admin, { identity: invitee(email), grants: { orgRoleKeys: ['viewer'] } })
    expect(answerOf(refused)).toEqual([409, 'user_disabled'])
  })

  it.each([
    [
      'the unit is taken',
      async ({ buildingId, unitId }: Awaited<ReturnType<typeof newUnit>>) =>
        world.occupy(await world.user(), buildingId, unitId),
      [409, 'unit_occupied'],
    ],
    [
      'the unit is deleted',
      ({ unitId }: Awaited<ReturnType<typeof newUnit>>) => db.query('DELETE FROM units WHERE id = $1', [unitId]),
      [400, 'unit_not_in_building'],
    ],
  ])('%s: %j, and no user is left', async (_, happens, refusal) => {
    const [email, resident] = [newEmail(), await newUnit()]
    meanwhile(() => happens(resident))
    const refused = await provision(admin, { identity: invitee(email), grants: { resident } })
    expect([...answerOf(refused), await usersWith(db, orgId, email)]).toEqual([...refusal, []])
  })

  it('the building is deleted: 400 building_not_in_org, and no user is made', async () => {
    const buildingId = await world.building()
    const before = await everythingOf(db, orgId)
    meanwhile(() => db.query('DELETE FROM buildings WHERE org_id = $1 AND id = $2', [orgId, buildingId]))
    const grants = { buildingAssignments: [{ buildingId, type: 'STAFF' }] }
    const refused = await provision(admin, { identity: invitee(), grants })
    expect(answerOf(refused)).toEqual([400, 'building_not_in_org'])
    expect((await everythingOf(db, orgId))['users']).toEqual(before['users'])
  })
})
