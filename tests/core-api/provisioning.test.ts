import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { answerOf, refusalOf } from '../support/answers.ts'
import { everyGrant, identity, newEmail, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf, heldBy, mailsOf, usersWith } from '../support/stored.ts'
import { FOR_GOOD, rolesForGood } from '../support/times.ts'

const { db, world, api, admin } = await setScene()
const { orgId } = world

const appliedAs = (grants: Awaited<ReturnType<typeof everyGrant>>['grants'], created: boolean) => ({
  ...{ orgRoleKeys: grants.orgRoleKeys, roles: rolesForGood(...grants.orgRoleKeys) },
  buildingAssignments: grants.buildingAssignments.map((one) => ({
    ...{ id: expect.any(String), ...one, created },
    ...FOR_GOOD,
  })),
  resident: { occupancyId: expect.any(String), ...grants.resident, created, endedOccupancyId: null },
})

const PENDING = { id: expect.any(String), status: 'PENDING', expiresAt: expect.stringMatching(/Z$/) }

describe('a call about somebody new, with every grant', () => {
  it('makes the user and every grant, and answers 201 exactly as the contract says', async () => {
    const { grants, held } = await everyGrant(world)
    const email = newEmail()
    const who = { email: `  ${email.toUpperCase()} `, name: ' Jane Admin ', sendInvite: true }
    const mode = { ifEmailExists: 'LINK', requireSameOrg: true, atomic: true, idempotent: true }
    const made = await provision(admin, { identity: who, grants, mode })
    expect([made.status, made.body]).toEqual([
      201,
      {
        user: { id: expect.any(String), email, name: 'Jane Admin', status: 'INVITED' },
        ...{ created: true, linkedExisting: false },
        applied: appliedAs(grants, true),
        ...{ invite: PENDING, ignored: [] },
      },
    ])
    expect(await heldBy(db, orgId, made.str('user.id'))).toEqual(held)
    expect(made.headers.get('location')).toBe(`/api/users/${made.str('user.id')}`)
    expect((await admin.get(made.headers.get('location') ?? '')).at('email')).toBe(email)
  })

  it('repeated twice answers 200 with the same user, and writes nothing, no second mail either', async () => {
    const { grants, held } = await everyGrant(world)
    const body = { identity: { email: newEmail(), name: 'Jane', sendInvite: true }, grants }
    const first = await provision(admin, body)
    const before = await everythingOf(db, orgId)
    for (const path of ['/api', '']) {
      const again = await admin.post(`${path}/org/users/provision`, body)
      expect([again.status, again.body]).toEqual([
        200,
        {
          user: first.at('user'),
          ...{ created: false, linkedExisting: true },
          applied: appliedAs(grants, false),
          ...{ invite: first.at('invite'), ignored: [] },
        },
      ])
      expect(again.at('applied.resident.occupancyId')).toBe(first.at('applied.resident.occupancyId'))
      expect(again.headers.get('location')).toBeNull()
    }
    expect(await everythingOf(db, orgId)).toEqual(before)
    expect(await heldBy(db, orgId, first.str('user.id'))).toEqual(held)
    expect(await mailsOf(db, orgId, first.str('invite.id'))).toBe(1)
  })

  it('is shown by the routes of users, assignments and residents', async () => {
    const { grants } = await everyGrant(world)
    const { buildingId: a1, unitId } = grants.resident
    const made = await provision(admin, { identity: identity(), grants })
    const id = made.str('user.id')
    expect((await admin.get(`/api/users/${id}`)).at('roleKeys')).toEqual(['admin', 'viewer'])
    const assigned = await admin.get(`/api/org/buildings/${a1}/assignments?userId=${id}`)
    expect(assigned.items('type').toSorted()).toEqual(['BUILDING_ADMIN', 'MANAGER'])
    const lives = await admin.get(`/api/org/buildings/${a1}/residents`)
    expect([lives.at('items.0.userId'), lives.at('items.0.unit.id')]).toEqual([id, unitId])
  })
})

describe('a call without grants', () => {
  it.each([undefined, {}, { orgRoleKeys: [], buildingAssignments: [] }])(
    '(%j) makes the user alone',
    async (grants) => {
      const made = await provision(admin, { identity: identity(), ...(grants && { grants }) })
      expect([made.status, made.at('applied')]).toEqual([
        201,
        { orgRoleKeys: [], roles: [], buildingAssignments: [], resident: null },
      ])
      expect(await heldBy(db, orgId, made.str('user.id'))).toEqual({ roles: [], assignments: [], occupancies: [] })
    },
  )
})

describe('a new user', () => {
  it('with a password is ACTIVE, signs in with it and must change it', async () => {
    const made = await provision(admin, { identity: identity() })
    expect([made.at('user.status'), made.at('invite')]).toEqual(['ACTIVE', null])
    const login = await api.anonymous.post('/api/auth/login', { email: made.str('user.email'), password: PASSWORD })
    expect([login.status, login.at('user.mustChangePassword')]).toEqual([200, true])
  })

  it('with password and sendInvite is ACTIVE and gets no invite', async () => {
    const before = await mailsOf(db, orgId)
    const made = await provision(admin, { identity: identity({ sendInvite: true }) })
    expect([made.at('user.status'), made.at('invite'), await mailsOf(db, orgId)]).toEqual(['ACTIVE', null, before])
  })

  it('with sendInvite alone is INVITED by one mail, and the answer holds no token and no link', async () => {
    const made = await provision(admin, { identity: { email: newEmail(), name: 'Jane', sendInvite: true } })
    expect([made.at('user.status'), await mailsOf(db, orgId, made.str('invite.id'))]).toEqual(['INVITED', 1])
    expect(Object.keys(Object(made.at('invite'))).toSorted()).toEqual(['expiresAt', 'id', 'status'])
    expect(made.text).not.toMatch(/token|link"|http|password/i)
  })

  it.each([{}, { sendInvite: false }])(
    'with no credential (%j) is 400 credential_required, and is not made',
    async (over) => {
      const email = newEmail()
      const { grants } = await everyGrant(world)
      const before = await everythingOf(db, orgId)
      const refused = await provision(admin, { identity: { email, name: 'Jane', ...over }, grants })
      expect(answerOf(refused)).toEqual([400, 'credential_required'])
      expect(await everythingOf(db, orgId)).toEqual(before)
      expect((await provision(admin, { identity: { email, name: 'Jane', sendInvite: true }, grants })).status).toBe(201)
    },
  )

  it('with a weak password is refused, and is not made', async () => {
    const email = newEmail()
    const refused = await provision(admin, { identity: identity({ email, password: 'password1234' }) })
    expect(refusalOf(refused)).toEqual([400, 'weak_password', '/identity/password'])
    expect(await usersWith(db, orgId, email)).toEqual([])
  })
})

describe('a grant named twice', () => {
  it('is made and answered once: roles in any case, and assignments', async () => {
    const a1 = await world.building()
    const staff = { buildingId: a1, type: 'STAFF' }
    const orgRoleKeys = ['Viewer', ' VIEWER', 'viewer', 'ADMIN']
    const grants = { orgRoleKeys, buildingAssignments: [staff, { buildingId: a1, type: 'MANAGER' }, staff] }
    const made = await provision(admin, { identity: identity(), grants })
    expect([made.status, made.at('applied.orgRoleKeys')]).toEqual([201, ['viewer', 'admin']])
    const types = (reply: typeof made) => [0, 1, 2].map((at) => reply.at(`applied.buildingAssignments.${at}.type`))
    expect(types(made)).toEqual(['STAFF', 'MANAGER', undefined])
    expect(await heldBy(db, orgId, made.str('user.id'))).toEqual({
      roles: ['admin', 'viewer'],
      assignments: [`${a1} MANAGER`, `${a1} STAFF`],
      occupancies: [],
    })
  })
})
