import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf } from '../support/answers.ts'
import { invited } from '../support/invited.ts'
import { identity, newEmail, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf, heldBy, mailsOf } from '../support/stored.ts'
import { rolesForGood } from '../support/times.ts'
import { createWorld } from '../support/world.ts'

const { db, world, api, admin } = await setScene()
const { orgId } = world

const rowOf = async (id: string) =>
  (await db.query('SELECT name, password_hash, status, must_change_password FROM users WHERE id = $1', [id])).rows
const inviteOf = async (id: string) =>
  (await db.query('SELECT id, status, generation, token_hash, expires_at FROM invites WHERE user_id = $1', [id])).rows

const viewer = { orgRoleKeys: ['viewer'] }
const VIEWER = { roles: ['viewer'], assignments: [], occupancies: [] }

describe('LINK, which is also the default', () => {
  it.each([{}, { mode: {} }, { mode: { ifEmailExists: 'LINK' } }])(
    '(%j) gives an ACTIVE user the grants, and leaves name and password as they are',
    async (over) => {
      const { id, email } = await account(world, { name: 'The Name' })
      const before = await rowOf(id)
      const who = { email, name: 'Another', password: OTHER_PASSWORD, sendInvite: true }
      const linked = await provision(admin, { identity: who, grants: viewer, ...over })
      expect([linked.status, linked.body]).toEqual([
        200,
        {
          user: { id, email, name: 'The Name', status: 'ACTIVE' },
          ...{ created: false, linkedExisting: true },
          applied: {
            ...{ orgRoleKeys: ['viewer'], roles: rolesForGood('viewer') },
            ...{ buildingAssignments: [], resident: null },
          },
          ...{ invite: null, ignored: ['/identity/name', '/identity/password', '/identity/sendInvite'] },
        },
      ])
      expect([await rowOf(id), await heldBy(db, orgId, id)]).toEqual([before, VIEWER])
      const signIn = async (password: string) =>
        (await api.anonymous.post('/api/auth/login', { email, password })).status
      expect([await signIn(OTHER_PASSWORD), await signIn(PASSWORD)]).toEqual([401, 200])
    },
  )

  const IGNORED: [over: Record<string, unknown>, ignored: string[]][] = [
    [{}, []],
    [{ sendInvite: false }, []],
    [{ name: 'Another' }, ['/identity/name']],
    [{ name: '  The Name ' }, []],
    [{ password: OTHER_PASSWORD }, ['/identity/password']],
    [{ password: 'weak' }, ['/identity/password']],
    [{ sendInvite: true }, ['/identity/sendInvite']],
  ]
  it.each(IGNORED)('of %j says that it ignored %j, and no more', async (over, ignored) => {
    const email = newEmail()
    await world.user({ email, name: 'The Name' })
    const linked = await provision(admin, { identity: { email, name: 'The Name', ...over } })
    expect([linked.status, linked.at('ignored')]).toEqual([200, ignored])
  })

  it('finds the user by the email in any case, with spaces around it, and in the own org only', async () => {
    const email = newEmail()
    const foreign = await createWorld(db)
    const theirs = await foreign.user({ email })
    const made = await provision(admin, { identity: identity({ email }), grants: viewer })
    expect([made.status, made.at('user.id') === theirs]).toEqual([201, false])
    const linked = await provision(admin, {
      identity: identity({ email: `  ${email.toUpperCase()} ` }),
      grants: viewer,
    })
    expect([linked.status, linked.at('user.id')]).toEqual([200, made.at('user.id')])
    expect(await heldBy(db, foreign.orgId, theirs)).toEqual({ roles: [], assignments: [], occupancies: [] })
  })

  it('adds to what the user holds, and takes nothing away', async () => {
    const email = newEmail()
    const id = await world.user({ email, roles: ['admin'] })
    const [a1, a2] = [await world.building(), await world.building()]
    const home = await world.unit(a1)
    await world.assign(id, a1, 'STAFF')
    await world.occupy(id, a1, home)
    const buildingAssignments = [{ buildingId: a2, type: 'STAFF' }]
    await provision(admin, { identity: identity({ email }), grants: { ...viewer, buildingAssignments } })
    const assignments = [`${a1} STAFF`, `${a2} STAFF`].toSorted()
    expect(await heldBy(db, orgId, id)).toEqual({
      ...{ roles: ['admin', 'viewer'], assignments, occupancies: [`${home} ACTIVE`] },
    })
  })
})

describe('ERROR', () => {
  it('refuses a known email with 409 email_exists, and writes nothing; a new one is made', async () => {
    const email = newEmail()
    await world.user({ email })
    const before = await everythingOf(db, orgId)
    const mode = { ifEmailExists: 'ERROR' }
    for (const same of [email, email.toUpperCase()]) {
      const refused = await provision(admin, { identity: identity({ email: same }), grants: viewer, mode })
      expect(answerOf(refused)).toEqual([409, 'email_exists'])
    }
    expect(await everythingOf(db, orgId)).toEqual(before)
    expect((await provision(admin, { identity: identity(), grants: viewer, mode })).status).toBe(201)
  })
})

describe('a DISABLED user', () => {
  it('is 409 user_disabled, and nothing is written; enabled again, 200', async () => {
    const email = newEmail()
    const id = await world.user({ email, status: 'DISABLED' })
    const before = await everythingOf(db, orgId)
    for (const over of [{}, { sendInvite: true }]) {
      const refused = await provision(admin, { identity: identity({ email, ...over }), grants: viewer })
      expect(answerOf(refused)).toEqual([409, 'user_disabled'])
    }
    expect(await everythingOf(db, orgId)).toEqual(before)
    await admin.patch(`/api/users/${id}`, { status: 'ACTIVE' })
    expect((await provision(admin, { identity: identity({ email }), grants: viewer })).status).toBe(200)
  })
})

describe('an INVITED user', () => {
  const sendInvite = true

  it('keeps the pending invite, is sent no second mail, and gets the grants', async () => {
    const email = newEmail()
    const { userId, inviteId } = await invited(world, { email })
    const before = await inviteOf(userId)
    const mails = await mailsOf(db, orgId)
    const linked = await provision(admin, { identity: identity({ email, sendInvite }), grants: viewer })
    expect([linked.status, linked.at('user.status'), linked.at('ignored')]).toEqual([
      ...[200, 'INVITED', ['/identity/name', '/identity/password']],
    ])
    expect(linked.at('invite')).toMatchObject({ id: inviteId, status: 'PENDING' })
    expect([await inviteOf(userId), await mailsOf(db, orgId)]).toEqual([before, mails])
    expect([await heldBy(db, orgId, userId), (await rowOf(userId))[0]]).toMatchObject([VIEWER, { password_hash: null }])
  })

  it.each([
    ['an expired', (email: string) => invited(world, { email }, true)],
    [
      'a revoked',
      async (email: string) => {
        const one = await invited(world, { email })
        await admin.delete(`/api/users/${one.userId}/invite`)
        return one
      },
    ],
  ])('with %s invite gets the same one renewed, and one mail', async (_, make) => {
    const email = newEmail()
    const { userId, inviteId } = await make(email)
    const body = { identity: { email, name: 'Jane', sendInvite } }
    const linked = await provision(admin, body)
    expect(linked.at('invite')).toMatchObject({ id: inviteId, status: 'PENDING' })
    expect(Date.parse(linked.str('invite.expiresAt'))).toBeGreaterThan(Date.now())
    expect(await inviteOf(userId)).toMatchObject([{ id: inviteId, status: 'PENDING', generation: 2 }])
    expect((await provision(admin, body)).at('invite')).toEqual(linked.at('invite'))
    expect(await mailsOf(db, orgId, inviteId)).toBe(1)
  })

  it('is not invited by a call that does not ask for it', async () => {
    const email = newEmail()
    const { userId, inviteId } = await invited(world, { email }, true)
    const before = await inviteOf(userId)
    const linked = await provision(admin, { identity: { email, name: 'Jane' }, grants: viewer })
    expect([linked.status, linked.at('invite')]).toEqual([200, null])
    expect([await inviteOf(userId), await mailsOf(db, orgId, inviteId)]).toEqual([before, 0])
  })
})
