import type { PermissionKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { setScene } from '../support/scene.ts'
import { FOR_GOOD } from '../support/times.ts'
import type { UserOptions } from '../support/world.ts'

const { world, api, admin, person } = await setScene()
const as = async (options: UserOptions) => (await person(options)).http

interface Override {
  readonly permissionKey: string
  readonly effect: string
}
const allow = (permissionKey: PermissionKey): Override => ({ permissionKey, effect: 'ALLOW', ...FOR_GOOD })
const deny = (permissionKey: PermissionKey): Override => ({ permissionKey, effect: 'DENY', ...FOR_GOOD })

const pathOf = (id: string) => `/api/users/${id}/permission-overrides`
const put = (id: string, overrides: readonly object[], by = admin) => by.put(pathOf(id), { overrides })
const overridesOf = async (id: string) => (await admin.get(pathOf(id))).at('overrides')

describe('the overrides of a user', () => {
  it('are replaced as a whole, and read in the order of the catalogue', async () => {
    const id = await world.user({ deny: ['units.read'] })
    expect(await overridesOf(id)).toEqual([deny('units.read')])
    const steps: Override[][] = [
      [deny('audit.read'), allow('units.write'), deny('buildings.read')],
      [allow('audit.read')],
      [allow('audit.read')],
      [],
    ]
    for (const step of steps) {
      const replaced = await put(id, step)
      expect([replaced.status, replaced.at('overrides')]).toEqual([200, await overridesOf(id)])
      expect(replaced.at('overrides')).toEqual(expect.arrayContaining(step))
      expect(replaced.at('overrides')).toHaveLength(step.length)
    }
    const ordered = await put(id, [deny('audit.read'), allow('units.write'), deny('buildings.read')])
    expect(ordered.at('overrides')).toEqual([deny('buildings.read'), allow('units.write'), deny('audit.read')])
  })

  it.each<[who: string, options: UserOptions, statuses: number[]]>([
    ['a viewer', { roles: ['viewer'] }, [200, 403, 200, 403, 200, 200]],
    ['somebody without a role', {}, [403, 403, 403, 403, 200, 403]],
  ])('of %s count with the next request, given or taken away', async (_, options, statuses) => {
    const id = await world.user(options)
    const self = await api.as(world.orgId, id)
    const status = async () => (await self.get('/api/users')).status
    const seen = [await status()]
    for (const overrides of [[deny('users.read')], [], [deny('users.read')], [allow('users.read')], []]) {
      await put(id, overrides)
      seen.push(await status())
    }
    expect(seen).toEqual(statuses)
  })

  it.each([
    ['an unknown key', [allow('units.read'), { permissionKey: 'units.burn', effect: 'DENY' }], 'unknown_permission'],
    [
      'a key in another case',
      [allow('units.read'), { permissionKey: 'UNITS.WRITE', effect: 'DENY' }],
      'unknown_permission',
    ],
    [
      'a key of every object',
      [allow('units.read'), { permissionKey: 'toString', effect: 'DENY' }],
      'unknown_permission',
    ],
    ['a key named twice', [allow('units.read'), deny('units.read')], 'invalid_request'],
    ['a key named twice alike', [allow('units.read'), allow('units.read')], 'invalid_request'],
  ])('are refused with %s, which is pointed at, and stay as they were', async (_, overrides, code) => {
    const id = await world.user({ deny: ['audit.read'] })
    const refused = await put(id, overrides)
    expect(answerOf(refused)).toEqual([400, code])
    expect(refused.at('errors.0.pointer')).toBe('/overrides/1/permissionKey')
    expect(await overridesOf(id)).toEqual([deny('audit.read')])
  })

  it('are exactly those of one of eight writers at once', async () => {
    const id = await world.user()
    const wanted = [[allow('units.read')], [deny('units.read'), allow('audit.read')], [deny('users.read')], []]
    const replies = await Promise.all([...wanted, ...wanted].map((overrides) => put(id, overrides)))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(replies.map(({ body }) => body)).toContainEqual({ overrides: await overridesOf(id) })
  })
})

// The giver is a viewer who may assign: units.read is within, units.write beyond what they hold themselves.
const CHANGES: [change: string, before: UserOptions, wanted: Override[], allowed: boolean][] = [
  ['an ALLOW beyond it', {}, [allow('units.write')], false],
  ['an ALLOW within it', {}, [allow('units.read')], true],
  ['an ALLOW beyond it next to one within', {}, [allow('units.read'), allow('units.write')], false],
  ['a DENY that is lifted beyond it', { deny: ['units.write'] }, [], false],
  ['a DENY that is lifted within it', { deny: ['units.read'] }, [], true],
  ['a DENY that becomes an ALLOW beyond it', { deny: ['units.write'] }, [allow('units.write')], false],
  ['a DENY that becomes an ALLOW within it', { deny: ['units.read'] }, [allow('units.read')], true],
  ['a DENY beyond it that stays', { deny: ['units.write'] }, [deny('units.write'), deny('units.read')], true],
  ['an ALLOW beyond it that stays', { allow: ['units.write'] }, [allow('units.write'), allow('units.read')], true],
  ['an ALLOW beyond it that is taken away', { allow: ['units.write'] }, [], false],
  ['a DENY beyond it that is added', {}, [deny('units.write')], true],
  [
    'a DENY within it for somebody who holds more',
    { allow: ['units.write'] },
    [allow('units.write'), deny('units.read')],
    false,
  ],
  ['an ALLOW beyond it that becomes a DENY', { allow: ['units.write'] }, [deny('units.write')], false],
]

describe('nobody gives by an override more than the own permissions, nor takes from somebody who holds more:', () => {
  it.each(CHANGES)('%s', async (_, before, wanted, allowed) => {
    const by = await as({ roles: ['viewer'], allow: ['roles.assign'] })
    const id = await world.user(before)
    const unchanged = await overridesOf(id)
    const reply = await put(id, wanted, by)
    expect(answerOf(reply)).toEqual(allowed ? [200, undefined] : [403, 'grant_exceeds_authority'])
    const after = await overridesOf(id)
    if (allowed) expect(after).toEqual(expect.arrayContaining(wanted))
    else expect(after).toEqual(unchanged)
    expect((await put(id, wanted)).status).toBe(200)
  })

  it('an ALLOW of what is denied to them', async () => {
    const by = await as({ roles: ['org_admin'], deny: ['units.read'] })
    const id = await world.user()
    expect((await put(id, [allow('units.read')], by)).code).toBe('grant_exceeds_authority')
    expect((await put(id, [allow('units.write')], by)).status).toBe(200)
  })

  it('an ALLOW of what they may in one building alone', async () => {
    const [giver, id] = [await world.user({ allow: ['roles.assign'] }), await world.user()]
    await world.assign(giver, await world.building(), 'BUILDING_ADMIN')
    const by = await api.as(world.orgId, giver)
    expect((await put(id, [allow('units.write')], by)).code).toBe('grant_exceeds_authority')
    await world.override(giver, 'units.write', 'ALLOW')
    expect((await put(id, [allow('units.write')], by)).status).toBe(200)
  })
})
