import type { RoleKey } from '@latchkey/shared/permissions'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { later } from '../support/clock.ts'
import { setClockedScene } from '../support/clocked-scene.ts'
import type { Http, Reply } from '../support/http.ts'
import { everythingOf } from '../support/stored.ts'
import { createWorld, type UserOptions, type World } from '../support/world.ts'

const { db, world, person, api, clock } = await setClockedScene()
const NOW = '2031-03-01T00:00:00.000Z'
const [SOON, LATE] = [later(NOW, 60_000).toISOString(), later(NOW, 120_000).toISOString()]
beforeEach(() => clock(NOW))

/** Cuts short what somebody holds; of the roles, this one. */
type Cut = (by: Http, id: string, roleKey: RoleKey) => Promise<Reply>

const giveRole = (by: Http, id: string, role: object) => by.post(`/api/users/${id}/roles`, { roles: [role] })
const given =
  (times: object): Cut =>
  (by, id, key) =>
    giveRole(by, id, { key, ...times })
const provisioned =
  (times: object): Cut =>
  async (by, id, key) => {
    const { rows } = await db.query('SELECT email, name FROM users WHERE id = $1', [id])
    return by.post('/api/org/users/provision', { identity: rows[0], grants: { roles: [{ key, ...times }] } })
  }
const override =
  (permissionKey: string, effect: string, times: object): Cut =>
  (by, id) =>
    by.put(`/api/users/${id}/permission-overrides`, { overrides: [{ permissionKey, effect, ...times }] })

const BY_ROLE: UserOptions = { roles: ['org_admin'] }
const BY_ALLOW: UserOptions = { roles: ['admin'], allow: ['roles.assign'] }
const [ENDING, AHEAD] = [{ endsAt: SOON }, { startsAt: SOON, endsAt: LATE }]

const CUTS: [what: string, full: UserOptions, cut: Cut][] = [
  ['a role given again with an end', BY_ROLE, given(ENDING)],
  ['a role given again from later on', BY_ROLE, given(AHEAD)],
  ['a role provisioned again with an end', BY_ROLE, provisioned(ENDING)],
  ['a role provisioned again from later on', BY_ROLE, provisioned(AHEAD)],
  ['an ALLOW given again with an end', BY_ALLOW, override('roles.assign', 'ALLOW', ENDING)],
  ['an ALLOW given again from later on', BY_ALLOW, override('roles.assign', 'ALLOW', AHEAD)],
  ['a DENY that begins later', BY_ROLE, override('audit.read', 'DENY', { startsAt: SOON })],
  ['a DENY that begins later and ends', BY_ROLE, override('audit.read', 'DENY', AHEAD)],
]

/** Somebody who holds every key, but not for good, beside the only one who does. */
async function almostFull(org: World, by: string) {
  const id = await org.user()
  const reply = await giveRole(await api.as(org.orgId, by), id, { key: 'org_admin', endsAt: LATE })
  expect(reply.status).toBe(200)
  return { id, http: await api.as(org.orgId, id) }
}

describe.each(CUTS)('%s takes it away:', (_, full, cut) => {
  it('never from the last who holds every key without an end', async () => {
    const org = await createWorld(db)
    const only = await org.user(full)
    const { http } = await almostFull(org, only)
    const before = await everythingOf(db, org.orgId)
    expect(answerOf(await cut(http, only, 'org_admin'))).toEqual([409, 'last_admin'])
    expect(await everythingOf(db, org.orgId)).toEqual(before)
    await org.user(BY_ROLE)
    expect((await cut(http, only, 'org_admin')).status).toBe(200)
  })

  it('nor from somebody who holds more', async () => {
    const higher = await world.user({ roles: ['viewer', 'admin'], allow: ['roles.assign'] })
    const { http } = await person({ roles: ['viewer'], allow: ['roles.assign', 'users.write', 'audit.read'] })
    const before = await everythingOf(db, world.orgId)
    expect(answerOf(await cut(http, higher, 'viewer'))).toEqual([403, 'grant_exceeds_authority'])
    expect(await everythingOf(db, world.orgId)).toEqual(before)
    const equal = await world.user({ roles: ['viewer'], allow: ['roles.assign'] })
    expect((await cut(http, equal, 'viewer')).status).toBe(200)
  })
})
