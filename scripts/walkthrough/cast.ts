import { randomBytes } from 'node:crypto'
import { ANYBODY, type Call, call, field } from './client.ts'
import { createPlayer, newPassword, type Player, settle } from './people.ts'
import type { Story } from './story.ts'

/** Everybody and everything the story is about. */
export interface Cast {
  readonly slug: string
  readonly adminA: Player
  readonly adminB: Player
  readonly staff: Player
  readonly manager: Player
  readonly buildingAdmin: Player
  readonly resident: Player
  readonly nobody: Player
  readonly leaver: Player
  readonly viewer: Player
  readonly plain: Player
  readonly deputy: Player
  readonly a1: string
  readonly a2: string
  readonly b1: string
  readonly unit101: string
  readonly unit102: string
}

async function createOrg(story: Story, platformKey: string, name: string, slug: string): Promise<Player> {
  const password = newPassword()
  const email = `admin@${slug}.example`
  const body = { name, slug, admin: { name: `Admin ${name}`, email, password } }
  const make = call({ platformKey }, 'createOrg', { body })
  const expected = { status: 201, shows: 'must change: true' }
  const must = (reply: Parameters<typeof field>[0]) => `must change: ${field(reply, 'admin.mustChangePassword')}`
  const made = await story.step(`platform creates ${name}`, make, { ...expected, show: must })

  const signIn = call(ANYBODY, 'signIn', { body: { email, password, org: slug } })
  const token = field(await story.send(signIn), 'accessToken')
  await story.step(`its admin must change the password first`, call({ token }, 'listBuildings'), {
    status: 403,
    code: 'password_change_required',
  })
  return settle(story, slug, field(made, 'admin.userId'), email, password)
}

const create = async (story: Story, step: string, made: Call): Promise<string> =>
  field(await story.step(step, made, { status: 201 }), 'id')

/** Sets the scene: two orgs with their admins, buildings, units and users. */
export async function setScene(story: Story, platformKey: string): Promise<Cast> {
  const suffix = randomBytes(4).toString('hex')
  const slug = `a-${suffix}`
  await story.step(
    'a wrong platform key is refused',
    call({ platformKey: 'wrong' }, 'createOrg', { body: { name: 'Org X' } }),
    { status: 401, code: 'unauthorized' },
  )
  const adminA = await createOrg(story, platformKey, 'Org A', slug)
  const adminB = await createOrg(story, platformKey, 'Org B', `b-${suffix}`)
  const building = (admin: Player, name: string) => call(admin, 'createBuilding', { body: { name } })
  const a1 = await create(story, 'admin A creates building A1', building(adminA, 'A1'))
  const a2 = await create(story, 'admin A creates building A2', building(adminA, 'A2'))
  const b1 = await create(story, 'admin B creates building B1', building(adminB, 'B1'))
  const unit = (label: string) => call(adminA, 'createUnit', { path: { buildingId: a1 }, body: { label, floor: 1 } })
  const unit101 = await create(story, 'unit 101 in A1', unit('101'))
  const unit102 = await create(story, 'unit 102 in A1', unit('102'))
  const player = (name: string, roleKeys: string[] = []) => createPlayer(story, adminA, slug, name, roleKeys)
  return {
    ...{ slug, adminA, adminB, a1, a2, b1, unit101, unit102 },
    staff: await player('staff'),
    manager: await player('manager'),
    buildingAdmin: await player('building-admin'),
    resident: await player('resident'),
    nobody: await player('nobody'),
    leaver: await player('leaver'),
    viewer: await player('viewer', ['viewer']),
    plain: await player('plain'),
    deputy: await player('deputy', ['org_admin']),
  }
}
