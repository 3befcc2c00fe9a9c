import { randomBytes } from 'node:crypto'
import { field } from './client.ts'
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
  const call = { method: 'POST', path: '/api/platform/orgs', platformKey, body } as const
  const expected = { status: 201, shows: 'must change: true' }
  const must = (reply: Parameters<typeof field>[0]) => `must change: ${field(reply, 'admin.mustChangePassword')}`
  const made = await story.step(`platform creates ${name}`, call, { ...expected, show: must })

  const signIn = { method: 'POST', path: '/api/auth/login', body: { email, password, org: slug } } as const
  const token = field(await story.send(signIn), 'accessToken')
  await story.step(
    `its admin must change the password first`,
    { method: 'GET', path: '/api/org/buildings', token },
    { status: 403, code: 'password_change_required' },
  )
  return settle(story, slug, field(made, 'admin.userId'), email, password)
}

async function create(story: Story, admin: Player, step: string, path: string, body: object): Promise<string> {
  const call = { method: 'POST', path, token: admin.token, body } as const
  return field(await story.step(step, call, { status: 201 }), 'id')
}

/** Sets the scene: two orgs with their admins, buildings, units and users. */
export async function setScene(story: Story, platformKey: string): Promise<Cast> {
  const suffix = randomBytes(4).toString('hex')
  const slug = `a-${suffix}`
  await story.step(
    'a wrong platform key is refused',
    { method: 'POST', path: '/api/platform/orgs', platformKey: 'wrong', body: { name: 'Org X' } },
    { status: 401, code: 'unauthorized' },
  )
  const adminA = await createOrg(story, platformKey, 'Org A', slug)
  const adminB = await createOrg(story, platformKey, 'Org B', `b-${suffix}`)
  const a1 = await create(story, adminA, 'admin A creates building A1', '/api/org/buildings', { name: 'A1' })
  const a2 = await create(story, adminA, 'admin A creates building A2', '/api/org/buildings', { name: 'A2' })
  const b1 = await create(story, adminB, 'admin B creates building B1', '/api/org/buildings', { name: 'B1' })
  const units = `/api/org/buildings/${a1}/units`
  const unit101 = await create(story, adminA, 'unit 101 in A1', units, { label: '101', floor: 1 })
  const unit102 = await create(story, adminA, 'unit 102 in A1', units, { label: '102', floor: 1 })
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
