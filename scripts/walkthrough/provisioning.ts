import type { Input } from '@latchkey/client'
import type { Cast } from './cast.ts'
import { ANYBODY, call, field, items, type Reply } from './client.ts'
import { newPassword, type Player } from './people.ts'
import type { Story } from './story.ts'

const forbidden = { status: 403, code: 'forbidden' }

type Body = Input<'provisionUser'>['body']
type Grants = NonNullable<Body['grants']>
type Mode = NonNullable<Body['mode']>
const provision = (
  player: Player,
  email: string,
  grants: Grants,
  over: Partial<Body['identity']> = {},
  mode: Mode = {},
) => {
  const identity = { email, name: email.slice(0, email.indexOf('@')), sendInvite: true, ...over }
  return call(player, 'provisionUser', { body: { identity, grants, mode } })
}

const createdOrNot = (reply: Reply) => `${field(reply, 'user.status')}, created ${field(reply, 'created')}`
const movedOrNot = (reply: Reply) => {
  const left = field(reply, 'applied.resident.endedOccupancyId') === '' ? 'left nothing' : 'left the old one'
  return `created ${field(reply, 'applied.resident.created')}, ${left}`
}

async function addUnits(story: Story, { adminA, a1, a2 }: Cast) {
  const add = async (buildingId: string, label: string) =>
    field(await story.send(call(adminA, 'createUnit', { path: { buildingId }, body: { label } })), 'id')
  return { unit201: await add(a1, '201'), unit202: await add(a1, '202'), unit301: await add(a2, '301') }
}

/** One call brings somebody in with everything, as often as one likes; a building admin brings in their own. */
async function playBringingIn(story: Story, cast: Cast, email: string, password: string, unitId: string) {
  const { slug, adminA, adminB, buildingAdmin, a1, a2, b1 } = cast
  const everything: Grants = {
    orgRoleKeys: ['viewer'],
    buildingAssignments: [{ buildingId: a1, type: 'MANAGER' }],
    resident: { buildingId: a1, unitId },
  }
  const shows = (text: string) => ({ shows: text, show: createdOrNot })
  const bringIn = provision(adminA, email, everything, { password, sendInvite: false })
  await story.step('Jane comes with role, assignment and home', bringIn, {
    status: 201,
    ...shows('ACTIVE, created true'),
  })
  await story.step('the same call again', bringIn, { status: 200, ...shows('ACTIVE, created false') })
  await story.step('LINK leaves her name and password', provision(adminA, email, {}, { name: 'Joan', password }), {
    ...{ status: 200, shows: '/identity/name,/identity/password,/identity/sendInvite' },
    show: (reply) => field(reply, 'ignored'),
  })
  const insisting = provision(adminA, email, {}, {}, { ifEmailExists: 'ERROR' })
  await story.step('but ERROR insists on somebody new', insisting, { status: 409, code: 'email_exists' })

  const staffOf = (...ids: string[]): Grants => ({
    buildingAssignments: ids.map((buildingId) => ({ buildingId, type: 'STAFF' })),
  })
  const helper = (grants: Grants) => provision(buildingAdmin, `helper@${slug}.example`, grants)
  const invited = await story.step('building admin brings in staff', helper(staffOf(a1)), {
    ...{ status: 201, ...shows('INVITED, created true') },
  })
  await story.step('but not into A2 too', helper(staffOf(a1, a2)), forbidden)
  await story.step('nor with a role', helper({ ...staffOf(a1), orgRoleKeys: ['viewer'] }), forbidden)
  await story.step('nor without a building', helper({}), forbidden)
  const foreign = { status: 400, code: 'building_not_in_org' }
  await story.step('a building of org B', provision(adminA, email, staffOf(b1)), foreign)
  await story.step('admin B names A1', provision(adminB, email, staffOf(a1)), foreign)
  const invite = call(adminA, 'getInvite', { path: { userId: field(invited, 'user.id') } })
  await story.step('the invite of the new staff', invite, {
    ...{ status: 200, shows: 'PENDING', show: (reply) => field(reply, 'status') },
  })
}

/** Jane moves, somebody new moves in where she lived, and the list shows both. */
async function playMoving(story: Story, cast: Cast, email: string, units: Awaited<ReturnType<typeof addUnits>>) {
  const { slug, adminA, buildingAdmin, a1, a2 } = cast
  const { unit201, unit202, unit301 } = units
  const path = { buildingId: a1 }
  const move = (player: Player, buildingId: string, unitId: string) =>
    provision(player, email, { resident: { buildingId, unitId, mode: 'MOVE' } })
  const shows = (text: string) => ({ status: 200, shows: text, show: movedOrNot })
  await story.step('Jane moves to 202', move(buildingAdmin, a1, unit202), shows('created true, left the old one'))
  await story.step('she is there already', move(buildingAdmin, a1, unit202), shows('created false, left nothing'))
  const robin = { email: `robin@${slug}.example`, name: 'robin', unitId: unit201 }
  const made = call(buildingAdmin, 'createResident', { path, body: robin })
  await story.step('building admin takes Robin into 201', made, {
    ...{ status: 201, shows: '201', show: (reply) => field(reply, 'unit.label') },
  })
  const another = call(buildingAdmin, 'createResident', { path, body: { ...robin, email: `ruth@${slug}.example` } })
  await story.step('nobody else fits in', another, { status: 409, code: 'unit_occupied' })
  await story.step('nor does Jane', move(adminA, a1, unit201), { status: 409, code: 'unit_occupied' })
  await story.step('who lives in A1', call(adminA, 'listResidents', { path }), {
    ...{ status: 200, shows: 'jane, robin' },
    show: (reply) => items(reply, 'name').toSorted().join(', '),
  })
  await story.step('building admin moves her out of reach', move(buildingAdmin, a2, unit301), forbidden)
  await story.step('the org admin does', move(adminA, a2, unit301), shows('created true, left the old one'))
}

/** A session goes on by its refresh token, once each and again for a moment; logged out, it ends with all its tokens. */
async function playSessions(story: Story, { slug }: Cast, email: string, initial: string): Promise<Player> {
  const login = (password: string) => call(ANYBODY, 'signIn', { body: { email, password, org: slug } })
  const me = (session: Reply) => call({ token: field(session, 'accessToken') }, 'getMe')
  const go = (id: 'refreshSession' | 'signOut', session: Reply) =>
    call(ANYBODY, id, { body: { refreshToken: field(session, 'refreshToken') } })

  const password = newPassword()
  const first = await story.send(login(initial))
  const body = { currentPassword: initial, newPassword: password }
  const settled = await story.send(call({ token: field(first, 'accessToken') }, 'changePassword', { body }))
  await story.step('Jane signs in and sees what she is', me(settled), {
    ...{ status: 200, shows: 'viewer' },
    show: (reply) => field(reply, 'roleKeys'),
  })
  const next = await story.step('she refreshes', go('refreshSession', settled), { status: 200 })
  const tab = await story.step('another tab refreshes with the same token', go('refreshSession', settled), {
    status: 200,
  })
  await story.step('both go on', go('refreshSession', next), { status: 200 })
  await story.step('she signs out in one', go('signOut', tab), { status: 204 })
  const refused = { status: 401, code: 'invalid_refresh_token' }
  await story.step('the other is signed out with it', go('refreshSession', next), refused)
  await story.step('and her access tokens end', me(tab), { status: 401, code: 'unauthorized' })
  const last = await story.send(login(password))
  return { id: field(last, 'user.id'), token: field(last, 'accessToken') }
}

/** People: brought in, moved, signed in and out; and all of it written down. */
export async function playProvisioning(story: Story, cast: Cast): Promise<void> {
  const email = `jane@${cast.slug}.example`
  const password = newPassword()
  const units = await addUnits(story, cast)
  await playBringingIn(story, cast, email, password, units.unit201)
  await playMoving(story, cast, email, units)
  const jane = await playSessions(story, cast, email, password)
  const query = { target: jane.id }
  await story.step('what was done to Jane, the latest first', call(cast.adminA, 'listAuditEvents', { query }), {
    ...{ status: 200, shows: 'user.password_changed, user.roles_changed, user.created' },
    show: (reply) => items(reply, 'action').join(', '),
  })
  await story.step('a viewer does not read it', call(jane, 'listAuditEvents', { query }), forbidden)
}
