import type { Pool } from 'pg'
import { account, OTHER_PASSWORD, PASSWORD } from './accounts.ts'
import type { TestCoreApi } from './core-api.ts'
import type { Http, Reply } from './http.ts'
import { invited } from './invited.ts'
import { outstandingLink } from './links.ts'
import { ROUTES, type Route } from './routes.ts'
import { fill, makeTargets, paramsOf } from './targets.ts'
import { createWorld, unique, type World } from './world.ts'

/** A good request, whose every member is given. */
export interface Example {
  readonly http: Http
  readonly path: string
  readonly body?: object
}

/** Makes the request possible anew each time: two examples of a route never get into each other's way. */
export type MakeExample = () => Promise<Example>

const newEmail = () => `${unique('new')}@example.test`

/** Who is shown by what is read: a user with an override, a building with a resident and with staff. */
async function populate(world: World, { path }: Route, userId: string, buildingId: string): Promise<void> {
  const params = paramsOf(path)
  if (params.includes('userId')) await world.override(userId, 'units.basic.read', 'DENY')
  if (path.endsWith('{userId}/access')) await world.assign(userId, await world.building(), 'STAFF')
  if (!params.includes('buildingId')) return
  await world.occupy(await world.user(), buildingId)
  await world.assign(await world.user(), buildingId, 'STAFF')
}

const ofGuarded =
  (http: Http, world: World, route: Route): MakeExample =>
  async () => {
    const ids = await makeTargets(world, route)
    if (route.method === 'GET') await populate(world, route, ids.userId, ids.buildingId)
    const body = await (route.full ?? route.body)?.(world, ids)
    return { http, path: fill(route.path, ids), ...(body && { body }) }
  }

function ofOpen(api: TestCoreApi, world: World, org: string): Record<string, MakeExample> {
  const http = api.anonymous
  const credentials = async () => ({ email: (await account(world)).email, password: PASSWORD, org })
  const refreshToken = async () => (await http.post('/api/auth/login', await credentials())).str('refreshToken')
  return {
    'POST /auth/login': async () => ({ http, path: '/auth/login', body: await credentials() }),
    'POST /auth/refresh': async () => ({ http, path: '/auth/refresh', body: { refreshToken: await refreshToken() } }),
    'POST /auth/logout': async () => ({ http, path: '/auth/logout', body: { refreshToken: await refreshToken() } }),
    'POST /auth/invites/accept': async () => {
      const { token } = await invited(world)
      return { http, path: '/auth/invites/accept', body: { token, password: PASSWORD, name: 'Chosen' } }
    },
    'POST /auth/change-password': async () => ({
      http: await api.as(world.orgId, (await account(world)).id),
      path: '/auth/change-password',
      body: { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD },
    }),
    'POST /auth/password-reset': async () => {
      const { email } = await account(world)
      return { http, path: '/auth/password-reset', body: { email, org } }
    },
    'POST /auth/password-reset/complete': async () => {
      const token = await outstandingLink(world, (await account(world)).id, { kind: 'PASSWORD_RESET' })
      return { http, path: '/auth/password-reset/complete', body: { token, password: OTHER_PASSWORD } }
    },
    'POST /auth/email': async () => ({
      http: await api.as(world.orgId, (await account(world)).id),
      path: '/auth/email',
      body: { email: newEmail(), password: PASSWORD },
    }),
    'POST /auth/email/confirm': async () => {
      const token = await outstandingLink(world, await world.user(), { kind: 'EMAIL_CHANGE', email: newEmail() })
      return { http, path: '/auth/email/confirm', body: { token } }
    },
    'GET /auth/sessions': async () => ({ http: await api.as(world.orgId, await world.user()), path: '/auth/sessions' }),
    'DELETE /auth/sessions/{sessionId}': async () => {
      const self = await api.as(world.orgId, await world.user())
      const [id] = (await self.get('/api/auth/sessions')).items('id')
      return { http: self, path: `/auth/sessions/${id}` }
    },
    'GET /auth/me': async () => {
      const id = await world.user({ roles: ['viewer'], allow: ['users.write'], deny: ['units.read'] })
      const home = await world.building()
      await world.assign(id, home, 'STAFF')
      await world.occupy(id, home)
      return { http: await api.as(world.orgId, id), path: '/auth/me' }
    },
    'GET /me/access': async () => {
      const id = await world.user({ allow: ['users.read'] })
      const [home, other] = [await world.building(), await world.building()]
      await world.occupy(id, home)
      const path = `/me/access?buildingId=${home}&buildingId=${other}`
      return { http: await api.as(world.orgId, id), path }
    },
  }
}

/** One good request for each route, by `METHOD /path` as the route table has it. */
export async function createExamples(api: TestCoreApi, db: Pool): Promise<Readonly<Record<string, MakeExample>>> {
  const world = await createWorld(db)
  const { rows } = await db.query<{ slug: string }>('SELECT slug FROM orgs WHERE id = $1', [world.orgId])
  const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
  const guarded = ROUTES.map((route): [string, MakeExample] => [
    route.name,
    ofGuarded(route.kind === 'platform' ? api.platform : admin, world, route),
  ])
  return { ...ofOpen(api, world, rows[0]?.slug ?? ''), ...Object.fromEntries(guarded) }
}

/** Sends an example, with another body when one is given, below /api or another prefix. */
export function sendExample(route: string, example: Example, body = example.body, prefix = '/api'): Promise<Reply> {
  return example.http.send(route.slice(0, route.indexOf(' ')), prefix + example.path, body)
}
