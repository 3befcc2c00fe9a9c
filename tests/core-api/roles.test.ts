import { PERMISSION_KEYS, PERMISSIONS, ROLE_KEYS, ROLES } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { setScene } from '../support/scene.ts'
import { rolesForGood } from '../support/times.ts'
import type { UserOptions } from '../support/world.ts'

const { world, api, admin, person } = await setScene()
const as = async (options: UserOptions) => (await person(options)).http

const rolesOf = (id: string) => `/api/users/${id}/roles`
const held = async (id: string) => (await admin.get(`/api/users/${id}`)).at('roleKeys')
const assign = (id: string, roleKeys: string[], mode?: 'add' | 'replace', by = admin) =>
  by.post(rolesOf(id), mode === undefined ? { roleKeys } : { roleKeys, mode })

describe('roles', () => {
  it('are added to those held, or replace them by mode', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const steps: [given: string[], mode: 'add' | 'replace' | undefined, held: string[]][] = [
      [['admin'], undefined, ['admin', 'viewer']],
      [['admin', 'viewer'], 'add', ['admin', 'viewer']],
      [[], 'add', ['admin', 'viewer']],
      [['org_admin', 'viewer'], 'replace', ['org_admin', 'viewer']],
      [['org_admin', 'viewer'], 'replace', ['org_admin', 'viewer']],
      [[], 'replace', []],
    ]
    for (const [given, mode, after] of steps) {
      const reply = await assign(id, given, mode)
      expect([reply.status, reply.body]).toEqual([200, { userId: id, roleKeys: after, roles: rolesForGood(...after) }])
      expect(await held(id)).toEqual(after)
    }
  })

  it('are named in any case, and once when named twice', async () => {
    const id = await world.user()
    expect((await assign(id, ['Viewer', ' VIEWER ', 'viewer'])).at('roleKeys')).toEqual(['viewer'])
  })

  it('that are unknown are each pointed at, and nothing is given', async () => {
    const id = await world.user()
    const refused = await assign(id, ['viewer', 'landlord', 'constructor'])
    expect(answerOf(refused)).toEqual([400, 'unknown_role'])
    expect([refused.at('errors.0.pointer'), refused.at('errors.1.pointer')]).toEqual(['/roleKeys/1', '/roleKeys/2'])
    expect(await held(id)).toEqual([])
  })

  it('may be given to somebody who is not ACTIVE', async () => {
    for (const status of ['INVITED', 'DISABLED'] as const) {
      const id = await world.user({ status })
      expect((await assign(id, ['viewer'])).at('roleKeys')).toEqual(['viewer'])
    }
  })
})

const BEYOND: [giver: string, options: UserOptions, role: string | undefined, within?: string][] = [
  ['a viewer with roles.assign', { roles: ['viewer'], allow: ['roles.assign'] }, 'admin', 'viewer'],
  [
    'an admin with roles.assign, who then holds all',
    { roles: ['admin'], allow: ['roles.assign'] },
    undefined,
    'org_admin',
  ],
  ['an org_admin to whom a key is denied', { roles: ['org_admin'], deny: ['units.read'] }, 'viewer'],
  ['an org_admin to whom audit.read is denied', { roles: ['org_admin'], deny: ['audit.read'] }, 'admin', 'viewer'],
  ['somebody with roles.assign alone', { allow: ['roles.assign'] }, 'viewer'],
]

describe('nobody gives a role that holds more than they do', () => {
  it.each(BEYOND)('%s', async (_, options, role, within) => {
    const [by, id] = [await as(options), await world.user()]
    if (role !== undefined) {
      const refused = await assign(id, [role], 'add', by)
      expect([...answerOf(refused), await held(id)]).toEqual([403, 'grant_exceeds_authority', []])
      expect((await assign(id, [role], 'replace', by)).code).toBe('grant_exceeds_authority')
    }
    if (within !== undefined) expect((await assign(id, [within], 'add', by)).at('roleKeys')).toEqual([within])
  })

  it('a role that the user holds already may be named again, and is taken by nobody who holds less', async () => {
    const by = await as({ roles: ['viewer'], allow: ['roles.assign'] })
    const id = await world.user({ roles: ['admin'] })
    expect((await assign(id, ['admin', 'viewer'], 'add', by)).at('roleKeys')).toEqual(['admin', 'viewer'])
    expect((await assign(id, ['viewer'], 'replace', by)).code).toBe('grant_exceeds_authority')
    expect((await assign(id, ['viewer'], 'replace')).at('roleKeys')).toEqual(['viewer'])
    expect((await assign(id, ['admin'], 'add', by)).code).toBe('grant_exceeds_authority')
  })
})

describe('nobody changes their own', () => {
  it.each([
    ['roles, not even to those held', 'POST', 'roles', { roleKeys: ['org_admin'] }],
    ['roles by giving them up', 'POST', 'roles', { roleKeys: [], mode: 'replace' }],
    ['overrides', 'PUT', 'permission-overrides', { overrides: [] }],
  ])('%s', async (_, method, path, body) => {
    const [id, other] = [await world.user({ roles: ['org_admin'] }), await world.user({ roles: ['org_admin'] })]
    const self = await api.as(world.orgId, id)
    const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const refused = await self.raw(`/api/users/${id}/${path}`, init)
    expect(answerOf(refused)).toEqual([403, 'self_change'])
    expect(await held(id)).toEqual(['org_admin'])
    expect((await self.raw(`/api/users/${other}/${path}`, init)).status).toBe(200)
  })
})

describe('the catalogue', () => {
  it('shows every role with what it holds', async () => {
    const items = ROLE_KEYS.map((key) => ({ key, ...ROLES[key] }))
    expect((await admin.get('/api/roles')).body).toEqual({ items })
  })

  it('shows every permission with what it is asked on', async () => {
    const items = PERMISSION_KEYS.map((key) => ({ key, ...PERMISSIONS[key] }))
    expect((await admin.get('/api/permissions')).body).toEqual({ items })
  })
})
