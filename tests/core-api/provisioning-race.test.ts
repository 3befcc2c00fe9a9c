import { describe, expect, it } from 'vitest'
import { many, tally } from '../support/answers.ts'
import type { Reply } from '../support/http.ts'
import { everyGrant, identity, invitee, newEmail, provision } from '../support/provision.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { heldBy, mailsOf, usersWith } from '../support/stored.ts'

const { db, world, admin } = await setScene()
const { orgId } = world
const RACERS = 20
const ROUNDS = Array.from({ length: 10 }, (_, at) => at + 1)

const ASSIGNMENTS = [0, 1, 2].map((at) => `applied.buildingAssignments.${at}`)
const CREATED = [...ASSIGNMENTS.map((at) => `${at}.created`), 'applied.resident.created']
const IDS = ['user.id', ...ASSIGNMENTS.map((at) => `${at}.id`), 'applied.resident.occupancyId']

/** How many of the replies say true there, for each place. */
const saysTrue = (replies: readonly Reply[], places: readonly string[]): number[] =>
  places.map((place) => replies.filter((reply) => reply.at(place) === true).length)
const different = (replies: readonly Reply[], places: readonly string[]): number[] =>
  places.map((place) => new Set(replies.map((reply) => reply.at(place))).size)

describe(`${RACERS} equal calls at once`, () => {
  it.each([
    ['who is invited', () => invitee(), 1],
    ['with a password', () => identity(), 0],
  ])('about somebody new %s: one 201 with created: true, the others 200, everything once', async (_, make, mails) => {
    const [{ grants, held }, who, mailsBefore] = [await everyGrant(world), make(), await mailsOf(db, orgId)]
    const replies = await many(RACERS, () => provision(admin, { identity: who, grants }))
    expect(tally(replies)).toEqual({ 200: RACERS - 1, 201: 1 })
    expect(saysTrue(replies, ['created', ...CREATED])).toEqual([1, 1, 1, 1, 1])
    expect(saysTrue(replies, ['linkedExisting'])).toEqual([RACERS - 1])
    expect(replies.find(({ status }) => status === 201)?.at('created')).toBe(true)
    expect(different(replies, [...IDS, 'invite.id'])).toEqual([1, 1, 1, 1, 1, 1])
    const ids = await usersWith(db, orgId, who.email)
    expect([ids.length, await heldBy(db, orgId, ids[0] ?? '')]).toEqual([1, held])
    expect((await mailsOf(db, orgId)) - mailsBefore).toBe(mails)
  })

  it('about somebody known: 200 for all, and each grant made by one of them', async () => {
    const [{ grants, held }, email] = [await everyGrant(world), newEmail()]
    const id = await world.user({ email })
    const replies = await many(RACERS, () => provision(admin, { identity: invitee(email), grants }))
    expect(tally(replies)).toEqual({ 200: RACERS })
    expect([saysTrue(replies, CREATED), different(replies, IDS)]).toEqual([
      [1, 1, 1, 1],
      [1, 1, 1, 1, 1],
    ])
    expect(await heldBy(db, orgId, id)).toEqual(held)
  })

  it('with ERROR: one 201, the others 409 email_exists', async () => {
    const [{ grants }, who] = [await everyGrant(world), invitee()]
    const mode = { ifEmailExists: 'ERROR' }
    const replies = await many(RACERS, () => provision(admin, { identity: who, grants, mode }))
    expect(tally(replies)).toEqual({ 201: 1, '409 email_exists': RACERS - 1 })
  })
})

describe(`${RACERS} different people who race for one unit`, () => {
  it('one wins, the others are 409 unit_occupied, and no user, grant or mail of a loser is left', async () => {
    const { grants } = await everyGrant(world)
    const [emails, mails] = [Array.from({ length: RACERS }, newEmail), await mailsOf(db, orgId)]
    const replies = await many(RACERS, (at) => provision(admin, { identity: invitee(emails[at]), grants }))
    expect(tally(replies)).toEqual({ 201: 1, '409 unit_occupied': RACERS - 1 })
    const rows = (await Promise.all(emails.map((email) => usersWith(db, orgId, email)))).flat()
    expect(rows).toEqual([replies.find(({ status }) => status === 201)?.at('user.id')])
    const { buildingId } = grants.resident
    expect((await admin.get(inBuilding(buildingId, '/residents'))).items('userId')).toEqual(rows)
    expect((await admin.get(inBuilding(buildingId, '/assignments'))).items('userId')).toEqual([...rows, ...rows])
    expect((await mailsOf(db, orgId)) - mails).toBe(1)
  })
})

describe('the same email provisioned and created at once', () => {
  it('is one user: created first and linked then, or provisioned first and refused then', async () => {
    for (const round of ROUNDS) {
      const email = newEmail()
      const [provisioned, created] = await Promise.all([
        provision(admin, { identity: invitee(email), grants: { orgRoleKeys: ['viewer'] } }),
        admin.post('/api/users', invitee(email)),
      ])
      expect([round, provisioned.status, created.status, created.code]).toBeOneOf([
        [round, 200, 201, undefined],
        [round, 201, 409, 'email_exists'],
      ])
      expect([await usersWith(db, orgId, email), provisioned.at('created')]).toEqual([
        [provisioned.at('user.id')],
        provisioned.status === 201,
      ])
      expect((await heldBy(db, orgId, provisioned.str('user.id'))).roles).toEqual(['viewer'])
    }
  })
})

describe('a user provisioned and disabled at once', () => {
  it('has the grants from before, or is 409 user_disabled and has none', async () => {
    for (const round of ROUNDS) {
      const email = newEmail()
      const id = await world.user({ email })
      const [provisioned, disabled] = await Promise.all([
        provision(admin, { identity: invitee(email), grants: { orgRoleKeys: ['viewer'] } }),
        admin.patch(`/api/users/${id}`, { status: 'DISABLED' }),
      ])
      const { roles } = await heldBy(db, orgId, id)
      expect([round, disabled.status, provisioned.status, provisioned.code, roles]).toBeOneOf([
        [round, 200, 200, undefined, ['viewer']],
        [round, 200, 409, 'user_disabled', []],
      ])
    }
  })
})
