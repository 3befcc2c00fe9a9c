import { hashToken, newToken } from '@latchkey/core-api/credentials/opaque-token'
import { account, PASSWORD } from './accounts.ts'
import type { TestCoreApi } from './core-api.ts'
import type { MakeExample } from './examples.ts'
import type { Http } from './http.ts'
import { unique, type World } from './world.ts'

const mail = () => `${unique('example')}@example.test`
const WEEK_MS = 7 * 24 * 60 * 60 * 1000

/** An INVITED user whose mail has gone out; answers the token in it. */
export async function invited({ deps }: TestCoreApi, world: World): Promise<{ userId: string; token: string }> {
  const { orgId } = world
  const userId = await world.user({ status: 'INVITED', email: mail() })
  const token = newToken()
  const expiresAt = new Date(deps.clock().getTime() + WEEK_MS)
  await deps.db.invite.create({ data: { orgId, userId, tokenHash: hashToken(token), expiresAt, mailState: 'SENT' } })
  return { userId, token }
}

export function ofSessions(api: TestCoreApi, world: World): Record<string, MakeExample> {
  const refreshToken = async () => {
    const { email } = await account(world)
    return (await api.anonymous.post('/api/auth/login', { email, password: PASSWORD })).str('refreshToken')
  }
  const http = api.anonymous
  return {
    'POST /auth/refresh': async () => ({ http, path: '/auth/refresh', body: { refreshToken: await refreshToken() } }),
    'POST /auth/logout': async () => ({ http, path: '/auth/logout', body: { refreshToken: await refreshToken() } }),
    'POST /auth/invites/accept': async () => {
      const { token } = await invited(api, world)
      return { http, path: '/auth/invites/accept', body: { token, password: PASSWORD, name: 'Chosen' } }
    },
  }
}

export function ofInvites(api: TestCoreApi, http: Http, world: World): Record<string, MakeExample> {
  const invite = '/users/{userId}/invite'
  const at = async () => `/users/${(await invited(api, world)).userId}/invite`
  return {
    [`GET ${invite}`]: async () => ({ http, path: await at() }),
    [`POST ${invite}`]: async () => ({ http, path: await at() }),
    [`DELETE ${invite}`]: async () => ({ http, path: await at() }),
    'DELETE /users/{userId}/roles/{roleKey}': async () => ({
      http,
      path: `/users/${await world.user({ roles: ['viewer'] })}/roles/viewer`,
    }),
    'GET /org/audit-log': async () => ({ http, path: '/org/audit-log' }),
  }
}

export function ofResidents(http: Http, world: World): Record<string, MakeExample> {
  const B = '/org/buildings/{buildingId}'
  const person = () => ({ name: 'Somebody', email: mail(), password: PASSWORD, sendInvite: false })
  return {
    [`GET ${B}/access`]: async () => ({ http, path: `/org/buildings/${await world.building()}/access` }),
    [`GET ${B}/residents`]: async () => {
      const id = await world.building()
      await world.occupy(await world.user(), id)
      return { http, path: `/org/buildings/${id}/residents` }
    },
    [`POST ${B}/residents`]: async () => {
      const id = await world.building()
      return { http, path: `/org/buildings/${id}/residents`, body: { ...person(), unitId: await world.unit(id) } }
    },
    'POST /org/users/provision': async () => {
      const buildingId = await world.building()
      const resident = { buildingId, unitId: await world.unit(buildingId), mode: 'MOVE' }
      const buildingAssignments = [{ buildingId, type: 'MANAGER' }]
      const grants = { orgRoleKeys: ['viewer'], buildingAssignments, resident }
      const mode = { ifEmailExists: 'ERROR', requireSameOrg: true, atomic: true, idempotent: true }
      return { http, path: '/org/users/provision', body: { identity: person(), grants, mode } }
    },
  }
}
