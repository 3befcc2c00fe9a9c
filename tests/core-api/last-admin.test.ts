import { describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import type { Http, Reply } from '../support/http.ts'
import { setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld } from '../support/world.ts'

const { db, api } = await setScene()

type Attack = (by: Http, victim: string) => Promise<Reply>
const disable: Attack = (by, victim) => by.patch(`/api/users/${victim}`, { status: 'DISABLED', name: 'Never' })
const replaceRoles: Attack = (by, victim) =>
  by.post(`/api/users/${victim}/roles`, { roleKeys: ['viewer'], mode: 'replace' })
const removeRole: Attack = (by, victim) => by.delete(`/api/users/${victim}/roles/org_admin`)

const ATTACKS: [what: string, attack: Attack, status: number][] = [
  ['disabled', disable, 200],
  ['left with other roles', replaceRoles, 200],
  ['deprived of the role', removeRole, 204],
]
const isDone = ({ status }: Reply) => status < 300

/** The ACTIVE users of an org who hold the role org_admin. */
async function adminsOf(orgId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT u.id FROM users u JOIN user_roles r ON r.org_id = u.org_id AND r.user_id = u.id AND r.role_key = 'org_admin'
     WHERE u.org_id = $1 AND u.status = 'ACTIVE'`,
    [orgId],
  )
  return rows.map(({ id }) => id)
}

describe('the last ACTIVE org_admin', () => {
  it.each(ATTACKS)(
    'cannot be %s until there is another; DISABLED and INVITED ones do not count',
    async (_, attack, done) => {
      const org = await createWorld(db)
      const last = await org.user({ roles: ['org_admin', 'viewer'] })
      const idle = [
        await org.user({ roles: ['org_admin'], status: 'DISABLED' }),
        await org.user({ roles: ['org_admin'], status: 'INVITED' }),
      ]
      const by = await api.as(org.orgId, await org.user({ roles: ['admin'], allow: ['roles.assign'] }))
      const before = await everythingOf(db, org.orgId)
      expect(answerOf(await attack(by, last))).toEqual([409, 'last_admin'])
      expect(await everythingOf(db, org.orgId)).toEqual(before)
      for (const id of idle) expect((await attack(by, id)).status).toBe(done)
      expect(await adminsOf(org.orgId)).toEqual([last])
      await org.user({ roles: ['org_admin'] })
      expect((await attack(by, last)).status).toBe(done)
    },
  )

  it('may be given and may lose another role', async () => {
    const org = await createWorld(db)
    const last = await org.user({ roles: ['org_admin', 'viewer'] })
    const by = await api.as(org.orgId, await org.user({ roles: ['admin'], allow: ['roles.assign'] }))
    expect((await by.delete(`/api/users/${last}/roles/viewer`)).status).toBe(204)
    expect((await by.post(`/api/users/${last}/roles`, { roleKeys: ['viewer'] })).status).toBe(200)
    expect(await adminsOf(org.orgId)).toEqual([last])
  })
})

const DUELS: [duel: string, first: Attack, second: Attack][] = [
  ['disable each other', disable, disable],
  ['replace the roles of each other', replaceRoles, replaceRoles],
  ['take the role from each other', removeRole, removeRole],
  ['disable one another and replace the roles', disable, replaceRoles],
]

/** A new org, whose two admins strike at the same moment; what they were answered and who is an ACTIVE admin then. */
async function duel(first: Attack, second: Attack) {
  const org = await createWorld(db)
  const [ann, bob] = [await org.user({ roles: ['org_admin'] }), await org.user({ roles: ['org_admin'] })]
  const [asAnn, asBob] = [await api.as(org.orgId, ann), await api.as(org.orgId, bob)]
  const replies = await Promise.all([first(asAnn, bob), second(asBob, ann)])
  return { replies, ann, bob, admins: await adminsOf(org.orgId) }
}

// The loser is refused by whichever rule meets them first: the lock, or being no admin any more.
const TOO_LATE = ['last_admin', 'unauthorized', 'forbidden', 'grant_exceeds_authority']

describe('the last two admins, at the same moment', () => {
  it.each(DUELS)('%s: exactly one succeeds, twenty times over', async (_, first, second) => {
    for (let time = 1; time <= 20; time += 1) {
      const { replies, ann, bob, admins } = await duel(first, second)
      expect([time, replies.filter(isDone).length]).toEqual([time, 1])
      expect(TOO_LATE).toContain(replies.find((reply) => !isDone(reply))?.code)
      expect(admins).toEqual([replies.slice(0, 1).some(isDone) ? ann : bob])
    }
  })
})

describe('two of three admins', () => {
  it.each(ATTACKS)('may both be %s at once by the third', async (_, attack, done) => {
    const org = await createWorld(db)
    const admins = [await org.user({ roles: ['org_admin'] }), await org.user({ roles: ['org_admin'] })]
    const by = await api.as(org.orgId, await org.user({ roles: ['org_admin'] }))
    const statuses = await Promise.all(admins.map(async (victim) => (await attack(by, victim)).status))
    expect(statuses).toEqual([done, done])
  })
})
