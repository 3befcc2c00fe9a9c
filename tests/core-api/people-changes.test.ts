import { describe, expect, it } from 'vitest'
import type { Reply } from '../support/http.ts'
import { setScene } from '../support/scene.ts'

const { db, world, admin } = await setScene()

interface Event {
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}
const eventsOf = async (reply: Reply): Promise<Event[]> => {
  const statement = 'SELECT before, after FROM audit_events WHERE request_id = $1 ORDER BY id'
  return (await db.query<Event>(statement, [reply.headers.get('x-request-id')])).rows
}

/** The user's row with its version and times, and the rows of what they hold. */
const rowsOf = async (id: string): Promise<unknown> => {
  const statement = `
    SELECT to_jsonb(u) AS user,
           (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.role_key) FROM user_roles r WHERE r.user_id = u.id) AS roles,
           (SELECT jsonb_agg(to_jsonb(o) ORDER BY o.permission_key) FROM permission_overrides o WHERE o.user_id = u.id)
             AS overrides
    FROM users u WHERE u.id = $1`
  return (await db.query(statement, [id])).rows
}

const roles = (roleKeys: string[], mode: string) =>
  ({ method: 'post', below: '/roles', body: { roleKeys, mode } }) as const
const patch = (body: object) => ({ method: 'patch', below: '', body }) as const
const override = (effect: string) => ({ permissionKey: 'units.write', effect })
const put = (effect: string) =>
  ({ method: 'put', below: '/permission-overrides', body: { overrides: [override(effect), keep] } }) as const
const keep = { permissionKey: 'audit.read', effect: 'DENY' }

describe('a change of a user that changes nothing', () => {
  it.each([
    ['no member', patch({}), patch({ name: 'Other' })],
    ['the name and status there are', patch({ name: 'Jo', status: 'ACTIVE' }), patch({ status: 'DISABLED' })],
    ['roles that are held', roles(['viewer'], 'add'), roles(['admin'], 'add')],
    ['the roles there are', roles(['viewer'], 'replace'), roles([], 'replace')],
    ['the overrides there are', put('ALLOW'), put('DENY')],
  ])('%s: leaves no event and the rows as they are; another leaves both', async (_, same, other) => {
    const options = { name: 'Jo', roles: ['viewer'], allow: ['units.write'], deny: ['audit.read'] } as const
    const id = await world.user(options)
    const before = await rowsOf(id)
    const send = ({ method, below, body }: typeof same | typeof other) =>
      admin[method](`/api/users/${id}${below}`, body)
    const unchanged = await send(same)
    expect([unchanged.status, await eventsOf(unchanged), await rowsOf(id)]).toEqual([200, [], before])
    const changed = await send(other)
    expect([changed.status, (await eventsOf(changed)).length]).toEqual([200, 1])
    expect(await rowsOf(id)).not.toEqual(before)
  })

  it('nor does an override that stays beside one that changes lose its beginning', async () => {
    const id = await world.user({ allow: ['units.write'], deny: ['audit.read'] })
    const statement = 'SELECT created_at FROM permission_overrides WHERE user_id = $1 AND permission_key = $2'
    const begun = async () => (await db.query(statement, [id, keep.permissionKey])).rows
    const before = await begun()
    await admin.put(`/api/users/${id}/permission-overrides`, put('DENY').body)
    expect(await begun()).toEqual(before)
  })
})

describe('what the log says that was', () => {
  it('before each of twelve changes of a name at once is what the one before it left', async () => {
    const id = await world.user({ name: 'First' })
    const names = Array.from({ length: 12 }, (_, at) => `Name ${at}`)
    const replies = await Promise.all(names.map((name) => admin.patch(`/api/users/${id}`, { name })))
    const events = (await Promise.all(replies.map(eventsOf))).flat()
    const next = new Map(events.map(({ before, after }) => [before['name'], after['name']]))
    const chain = ['First']
    while (next.has(chain.at(-1))) chain.push(String(next.get(chain.at(-1))))
    expect(chain.toSorted()).toEqual(['First', ...names].toSorted())
    expect((await admin.get(`/api/users/${id}`)).at('name')).toBe(chain.at(-1))
  })
})
