import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { many, refusalOf, tally } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { newEmail } from '../support/provision.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf, heldBy, mailsOf, usersWith } from '../support/stored.ts'
import { createWorld, newId } from '../support/world.ts'

const { db, world, api, admin, person } = await setScene()
const { orgId } = world

const residentsOf = (building: string, rest = '') => inBuilding(building, `/residents${rest}`)

/** A building with a free unit. */
async function vacancy() {
  const building = await world.building()
  return { building, unitId: await world.unit(building) }
}

const moveIn = (building: string, body: object, by: Http = admin) =>
  by.post(residentsOf(building), { email: newEmail(), name: 'Robin Rent', ...body })

describe('a new resident', () => {
  it('is a user and an occupancy, made together', async () => {
    const { building, unitId } = await vacancy()
    const email = newEmail()
    const made = await moveIn(building, { unitId, email: ` ${email.toUpperCase()} `, password: PASSWORD })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      ...{ userId: expect.any(String), email, name: 'Robin Rent', status: 'ACTIVE', buildingId: building },
      unit: { id: unitId, label: expect.any(String) },
      ...{ occupancyId: expect.any(String), mustChangePassword: true },
    })
    expect(await usersWith(db, orgId, email)).toEqual([made.str('userId')])
    const held = { roles: [], assignments: [], occupancies: [`${unitId} ACTIVE`] }
    expect(await heldBy(db, orgId, made.str('userId'))).toEqual(held)
    const [lives] = (await admin.get(inBuilding(building, '/occupancies'))).items('')
    const resident = { id: made.at('userId'), name: 'Robin Rent', email }
    expect(lives).toMatchObject({ id: made.at('occupancyId'), unit: made.at('unit'), resident })
  })

  it('with a password signs in with it, and must change it', async () => {
    const { building, unitId } = await vacancy()
    const made = await moveIn(building, { unitId, password: PASSWORD })
    const login = await api.anonymous.post('/api/auth/login', { email: made.str('email'), password: PASSWORD })
    expect([login.status, login.at('user.mustChangePassword')]).toEqual([200, true])
  })

  it('with sendInvite is INVITED by one mail, and gets no password', async () => {
    const { building, unitId } = await vacancy()
    const made = await moveIn(building, { unitId, sendInvite: true })
    expect(made.body).toMatchObject({ status: 'INVITED', mustChangePassword: false })
    expect(made.at('invite')).toEqual({ id: expect.any(String), status: 'PENDING', expiresAt: expect.any(String) })
    expect([made.at('temporaryPassword'), await mailsOf(db, orgId, made.str('invite.id'))]).toEqual([undefined, 1])
  })

  it('with both has the password, and is sent no mail', async () => {
    const { building, unitId } = await vacancy()
    const before = await mailsOf(db, orgId)
    const made = await moveIn(building, { unitId, password: PASSWORD, sendInvite: true })
    expect([made.at('status'), made.at('invite'), await mailsOf(db, orgId)]).toEqual(['ACTIVE', undefined, before])
  })

  it('with neither gets a temporary password, shown this once', async () => {
    const { building, unitId } = await vacancy()
    const made = await moveIn(building, { unitId })
    const [email, password] = [made.str('email'), made.str('temporaryPassword')]
    expect((await api.anonymous.post('/api/auth/login', { email, password })).at('user.id')).toBe(made.at('userId'))
    for (const path of [`/api/users/${made.str('userId')}`, residentsOf(building)])
      expect((await admin.get(path)).text).not.toContain(password)
  })

  it('reads units/basic of the building once ACTIVE, and not its residents', async () => {
    const { building, unitId } = await vacancy()
    const http = await api.as(orgId, (await moveIn(building, { unitId, sendInvite: true })).str('userId'))
    expect((await http.get(inBuilding(building, '/units/basic'))).status).toBe(401)
    const { http: settled, id } = await person()
    await world.occupy(id, building)
    const statuses = await Promise.all(
      ['/units/basic', '/residents'].map((path) => settled.get(inBuilding(building, path))),
    )
    expect(statuses.map(({ status }) => status)).toEqual([200, 403])
  })
})

describe('neither the user nor the occupancy is made', () => {
  type Case = [why: string, make: (building: string, unitId: string) => Promise<object>, refusal: unknown[]]
  const CASES: Case[] = [
    [
      'when the unit is occupied',
      async (building, unitId) => {
        await world.occupy(await world.user(), building, unitId)
        return { unitId }
      },
      [409, 'unit_occupied'],
    ],
    [
      'when the email is taken, in any case',
      async (_, unitId) => {
        const email = newEmail()
        await world.user({ email })
        return { unitId, email: email.toUpperCase() }
      },
      [409, 'email_exists'],
    ],
    [
      'when the unit is of another building',
      async () => ({ unitId: (await vacancy()).unitId }),
      [400, 'unit_not_in_building'],
    ],
    [
      'when the unit is of another building and the email taken: the unit is told first',
      async () => {
        const email = newEmail()
        await world.user({ email })
        return { unitId: (await vacancy()).unitId, email }
      },
      [400, 'unit_not_in_building'],
    ],
    ['when the unit is absent', async () => ({ unitId: newId() }), [400, 'unit_not_in_building']],
    [
      'when the unit is foreign',
      async () => {
        const foreign = await createWorld(db)
        return { unitId: await foreign.unit(await foreign.building()) }
      },
      [400, 'unit_not_in_building'],
    ],
    ['when the id of the unit is malformed', async () => ({ unitId: 'garbage' }), [400, 'invalid_request', '/unitId']],
    [
      'when the password is weak',
      async (_, unitId) => ({ unitId, password: 'password1234' }),
      [400, 'weak_password', '/password'],
    ],
    [
      'when a member is not known',
      async (_, unitId) => ({ unitId, status: 'ACTIVE' }),
      [400, 'invalid_request', '/status'],
    ],
  ]

  it.each(CASES)('%s', async (_, make, refusal) => {
    const { building, unitId } = await vacancy()
    const body = await make(building, unitId)
    const before = await everythingOf(db, orgId)
    expect(refusalOf(await moveIn(building, body))).toEqual(refusal)
    expect(refusalOf(await moveIn(building, { ...body, sendInvite: true })).slice(0, 2)).toEqual(refusal.slice(0, 2))
    expect(await everythingOf(db, orgId)).toEqual(before)
    expect((await moveIn(building, { unitId: await world.unit(building) })).status).toBe(201)
  })

  it('for nineteen of twenty people who want one unit at once', async () => {
    const { building, unitId } = await vacancy()
    const emails = Array.from({ length: 20 }, newEmail)
    const replies = await many(20, (at) => moveIn(building, { unitId, email: emails[at], sendInvite: at % 2 === 0 }))
    expect(tally(replies)).toEqual({ 201: 1, '409 unit_occupied': 19 })
    const rows = (await Promise.all(emails.map((email) => usersWith(db, orgId, email)))).flat()
    const winner = replies.find(({ status }) => status === 201)
    expect(rows).toEqual([winner?.at('userId')])
    expect((await admin.get(residentsOf(building))).items('userId')).toEqual(rows)
  })

  it('for nine of ten calls with one email and as many units at once', async () => {
    const building = await world.building()
    const [email, units] = [newEmail(), await many(10, () => world.unit(building))]
    const replies = await many(10, (at) => moveIn(building, { unitId: units[at], email }))
    expect(tally(replies)).toEqual({ 201: 1, '409 email_exists': 9 })
    expect((await admin.get(residentsOf(building))).items('email')).toEqual([email])
  })
})
