import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { browsersIn, signedIn } from '../support/console.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api, admin } = await setScene()
const buildingId = await world.building()
const browserOf = browsersIn({ world, api })

describe('people', () => {
  it('are searched and filtered', async () => {
    const name = unique('Quentin')
    await world.user({ name, roles: ['viewer'] })
    const one = await browserOf({ roles: ['viewer'] })
    expect((await one.open(`/console/people?q=${name}`)).text).toContain(name)
    expect((await one.open(`/console/people?q=${name}&status=DISABLED`)).text).toContain('Nobody found')
    expect((await one.open(`/console/people?q=${name}&roleKey=admin`)).text).toContain('Nobody found')
    expect((await one.open('/console/people')).text).not.toContain('Bring somebody in')
  })

  it('are not shown to who may not see them', async () => {
    const { status, text } = await (await browserOf({})).open('/console/people')
    expect([status, text.includes('users.read')]).toEqual([403, true])
  })
})

describe('one person', () => {
  it('is shown whole, with what comes from where', async () => {
    const userId = await world.user({ name: 'Whole', roles: ['viewer'], allow: ['audit.read'], deny: ['units.read'] })
    await world.assign(userId, buildingId, 'BUILDING_ADMIN')
    const { text } = await (await browserOf({ roles: ['viewer'] })).open(`/console/people/${userId}`)
    for (const shown of [
      'Role viewer',
      'ALLOW for the person audit.read',
      'Taken away by a DENY: units.read',
      'Assigned as Building admin',
    ]) {
      expect(text).toContain(shown)
    }
    for (const hidden of ['Disable', 'Give the role', 'Take everything away']) expect(text).not.toContain(hidden)
  })

  it('is given a role and loses it, is signed out, disabled and enabled', async () => {
    const userId = await world.user()
    const one = await browserOf({ roles: ['org_admin'] })
    const path = `/console/people/${userId}`
    const send = async (action: string, fields = {}) => (await one.send(path, action, fields)).location
    const user = async () => (await admin.get(`/api/users/${userId}`)).body
    expect(await send('giveRole', { roleKey: 'viewer' })).toBe(`${path}?done=role-given`)
    expect(await user()).toMatchObject({ roleKeys: ['viewer'] })
    expect(await send('takeRole', { roleKey: 'viewer' })).toBe(`${path}?done=role-taken`)
    expect(await user()).toMatchObject({ roleKeys: [] })
    await send('giveRole', { roleKey: 'viewer', endsAt: '2998-01-02T09:30' })
    expect(await user()).toMatchObject({ roles: [{ key: 'viewer', endsAt: '2998-01-02T09:30:00.000Z' }] })
    expect(await send('endSessions')).toBe(`${path}?done=sessions-ended`)
    expect(await send('disable')).toBe(`${path}?done=disabled`)
    expect(await user()).toMatchObject({ status: 'DISABLED' })
    expect(await send('enable')).toBe(`${path}?done=enabled`)
    expect(await user()).toMatchObject({ status: 'ACTIVE' })
  })

  it('who is given a role that begins later is shown with it, and loses it before it does', async () => {
    const userId = await world.user()
    const one = await browserOf({ roles: ['org_admin'] })
    const path = `/console/people/${userId}`
    await one.send(path, 'giveRole', { roleKey: 'viewer', startsAt: '2998-01-02T09:30' })
    const { text, html } = await one.open(path)
    expect(text).toMatch(/viewer +from 2 Jan 2998, 09:30 UTC +Take away/)
    expect(html).not.toContain('<option value="viewer"')
    await one.send(path, 'takeRole', { roleKey: 'viewer' })
    expect((await one.open(path)).html).toContain('<option value="viewer"')
  })

  it.each([
    ['giveRole', { roleKey: 'viewer' }],
    ['override', { permissionKey: 'units.read', effect: 'DENY' }],
  ])('of whom a %s is refused: it is told once, in the form, with what was typed', async (action, fields) => {
    const path = `/console/people/${await world.user()}`
    const one = await browserOf({ roles: ['org_admin'] })
    const endsAt = '2000-01-01T00:00'
    const { status, html } = await one.send(path, action, { ...fields, endsAt })
    expect([status, html.match(/role="alert"/g)?.length]).toEqual([400, 1])
    expect(html).toContain(`id="${action}-endsAt-error"`)
    const [, form = ''] =
      new RegExp(`<form([^>]*>(?:(?!</form>)[^])*name="do" value="${action}"[^]*?)</form>`).exec(html) ?? []
    expect([form.includes('role="alert"'), form.includes(`value="${endsAt}"`)]).toEqual([true, true])
    for (const chosen of Object.values(fields)) expect(form).toContain(`value="${chosen}" selected`)
  })

  it.each(['giveRole', 'override'])(
    'to whom somebody may not do a %s is told so where there is no form',
    async (action) => {
      const fields = { roleKey: 'viewer', permissionKey: 'units.read', effect: 'DENY' }
      const one = await browserOf({ roles: ['viewer'] })
      const { status, html } = await one.send(`/console/people/${await world.user()}`, action, fields)
      expect([status, html.match(/role="alert"/g)?.length]).toEqual([403, 1])
    },
  )

  it('is given a permission for a time with a reason, is denied another, and loses both', async () => {
    const userId = await world.user()
    const one = await browserOf({ roles: ['org_admin'] })
    const path = `/console/people/${userId}`
    const fields = {
      permissionKey: 'audit.read',
      effect: 'ALLOW',
      endsAt: '2998-01-02T09:30',
      reason: 'The yearly audit',
    }
    expect((await one.send(path, 'override', fields)).location).toBe(`${path}?done=override-set`)
    await one.send(path, 'override', { permissionKey: 'units.read', effect: 'DENY' })
    expect((await one.open(path)).text).toMatch(/ALLOW audit\.read +until 2 Jan 2998, 09:30 UTC +The yearly audit/)
    const overrides = async () => (await admin.get(`/api/users/${userId}/permission-overrides`)).body
    expect(await overrides()).toMatchObject({
      overrides: [
        { permissionKey: 'units.read', effect: 'DENY', endsAt: null },
        { permissionKey: 'audit.read', endsAt: '2998-01-02T09:30:00.000Z', reason: 'The yearly audit' },
      ],
    })
    const wrong = await one.send(path, 'override', {
      ...fields,
      permissionKey: 'units.write',
      endsAt: '2000-01-01T00:00',
    })
    expect([wrong.status, wrong.html.includes('id="override-endsAt-error"')]).toEqual([400, true])
    for (const permissionKey of ['audit.read', 'units.read']) await one.send(path, 'clear', { permissionKey })
    expect(await overrides()).toEqual({ overrides: [] })
  })

  it('who is oneself is not offered to be changed', async () => {
    const { id, email } = await account(world, { roles: ['org_admin'] })
    const { text } = await (await signedIn(api, email, PASSWORD)).open(`/console/people/${id}`)
    expect(text).toContain('This is you')
    expect(text).not.toContain('Take everything away')
  })
})
