import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Http, Reply } from '../support/http.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const api = await testCoreApi()

type Attack = (by: Http, victim: string) => Promise<Reply>
const disable: Attack = (by, victim) => by.patch(`/api/users/${victim}`, { status: 'DISABLED' })
const replaceRoles: Attack = (by, victim) =>
  by.post(`/api/users/${victim}/roles`, { roleKeys: ['viewer'], mode: 'replace' })

const DUELS: [duel: string, first: Attack, second: Attack][] = [
  ['disable each other', disable, disable],
  ['replace the roles of each other', replaceRoles, replaceRoles],
  ['strike at each other, one by the status and one by the roles', disable, replaceRoles],
]
const TIMES = Array.from({ length: 20 }, (_, at) => at + 1)

/** A new org, whose two admins strike at the same moment; what they were answered and who is an ACTIVE admin then. */
async function duel(first: Attack, second: Attack) {
  const org = await createWorld(db)
  const [ann, bob] = [await org.user({ roles: ['org_admin'] }), await org.user({ roles: ['org_admin'] })]
  const [asAnn, asBob] = [await api.as(org.orgId, ann), await api.as(org.orgId, bob)]
  const replies = await Promise.all([first(asAnn, bob), second(asBob, ann)])
  const { rows } = await db.query<{ id: string }>(
    `SELECT u.id FROM users u JOIN user_roles r ON r.org_id = u.org_id AND r.user_id = u.id AND r.role_key = 'org_admin'
     WHERE u.org_id = $1 AND u.status = 'ACTIVE'`,
    [org.orgId],
  )
  return { replies, ann, bob, admins: rows.map(({ id }) => id) }
}

// Who comes too late is told so by whichever rule meets them first: the lock, or being no admin any more.
const TOO_LATE = ['last_admin', 'unauthorized', 'forbidden', 'grant_exceeds_authority']

describe('two admins who are the last, and at the same moment', () => {
  it.each(DUELS)('%s: exactly one succeeds, twenty times over', async (_, first, second) => {
    for (const time of TIMES) {
      const { replies, ann, bob, admins } = await duel(first, second)
      const statuses = replies.map(({ status }) => status)
      expect([time, statuses.filter((status) => status === 200).length]).toEqual([time, 1])
      expect(TOO_LATE).toContain(replies.find(({ status }) => status !== 200)?.code)
      expect(admins).toEqual([statuses[0] === 200 ? ann : bob])
    }
  })
})

describe('an admin among three', () => {
  it.each([
    ['disabled', disable],
    ['left with other roles', replaceRoles],
  ])('is %s by another, and one of the remaining two too', async (_, attack) => {
    const org = await createWorld(db)
    const admins = [await org.user({ roles: ['org_admin'] }), await org.user({ roles: ['org_admin'] })]
    const by = await api.as(org.orgId, await org.user({ roles: ['org_admin'] }))
    const statuses = await Promise.all(admins.map(async (victim) => (await attack(by, victim)).status))
    expect(statuses).toEqual([200, 200])
  })
})
