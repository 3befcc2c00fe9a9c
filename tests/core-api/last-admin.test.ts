import { keepingAnAdmin } from '@latchkey/core-api/roles/store'
import { onBehalfOf } from '@latchkey/shared/db/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { PERMISSION_KEYS } from '@latchkey/shared/permissions'
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

const denyAll: Attack = (by, victim) =>
  by.put(`/api/users/${victim}/permission-overrides`, {
    overrides: PERMISSION_KEYS.map((permissionKey) => ({ permissionKey, effect: 'DENY' })),
  })

const revokeAll: Attack = (by, victim) => by.post(`/api/users/${victim}/revoke-all`)

const ATTACKS: [what: string, attack: Attack, status: number][] = [
  ['disabled', disable, 200],
  ['left with other roles', replaceRoles, 200],
  ['deprived of the role', removeRole, 204],
  ['denied every key', denyAll, 200],
  ['left with nothing at all', revokeAll, 200],
]
const isDone = ({ status }: Reply) => status < 300

/** The ACTIVE users of an org who hold the role org_admin and are denied nothing. */
async function adminsOf(orgId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT u.id FROM users u JOIN user_roles r ON r.org_id = u.org_id AND r.user_id = u.id AND r.role_key = 'org_admin'
     WHERE u.org_id = $1 AND u.status = 'ACTIVE'
       AND NOT EXISTS (SELECT FROM permission_overrides d WHERE d.org_id = u.org_id AND d.user_id = u.id)`,
    [orgId],
  )
  return rows.map(({ id }) => id)
}

describe('the only one who holds every key', () => {
  it.each(ATTACKS)('is not %s by somebody who holds less: 403, and nothing is written', async (_, attack, done) => {
    const org = await createWorld(db)
    const only = await org.user({ roles: ['org_admin', 'viewer'] })
    const lower = await api.as(org.orgId, await org.user({ roles: ['viewer'], allow: ['users.write', 'roles.assign'] }))
    const before = await everythingOf(db, org.orgId)
    expect(answerOf(await attack(lower, only))).toEqual([403, 'grant_exceeds_authority'])
    expect(await everythingOf(db, org.orgId)).toEqual(before)
    const equal = await api.as(org.orgId, await org.user({ roles: ['admin'], allow: ['roles.assign'] }))
    expect((await attack(equal, only)).status).toBe(done)
  })

  it('is kept by the transaction that takes, whatever it takes; DISABLED, INVITED and denied ones do not count', async () => {
    const org = await createWorld(db)
    const only = await org.user({ roles: ['admin'], allow: ['roles.assign'] })
    await org.user({ roles: ['org_admin'], status: 'DISABLED' })
    await org.user({ roles: ['org_admin'], status: 'INVITED' })
    await org.user({ roles: ['org_admin'], deny: ['audit.read'] })
    const user = { orgId: org.orgId, userId: only }
    const take = () =>
      inTransaction(onBehalfOf(api.deps.db, org.orgId), (tx) =>
        keepingAnAdmin(tx, user, () => tx.permissionOverride.deleteMany({ where: { ...user } })),
      )
    await expect(take()).rejects.toMatchObject({ code: 'last_admin' })
    expect(await api.deps.db.permissionOverride.count({ where: user })).toBe(1)
    await org.user({ roles: ['viewer', 'org_admin'] })
    await take()
    expect(await api.deps.db.permissionOverride.count({ where: user })).toBe(0)
  })
})

const DUELS = ATTACKS.flatMap(([one, first], at) =>
  ATTACKS.slice(at).map(([other, second]) => [`one is ${one}, the other ${other}`, first, second] as const),
)

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
  it.each(DUELS)('%s: exactly one succeeds, eight times over', async (_, first, second) => {
    for (let time = 1; time <= 8; time += 1) {
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
