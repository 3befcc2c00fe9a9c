import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { answerOf, many, tally } from '../support/answers.ts'
import type { Http } from '../support/http.ts'
import { setScene } from '../support/scene.ts'
import { createWorld, unique, type World } from '../support/world.ts'

const { db, world, api, admin } = await setScene()
const signIn = ({ orgId }: World, id: string): Promise<Http> => api.as(orgId, id)
const as = async (...[options]: Parameters<World['user']>) => signIn(world, await world.user(options))

const mail = () => `${unique('new')}@example.test`
const create = (body: object, by = admin) => by.post('/api/users', { name: 'New User', email: mail(), ...body })
const exists = async (email: string) => (await db.query('SELECT FROM users WHERE email = $1', [email])).rowCount !== 0

describe('a new user', () => {
  it('with a chosen password is ACTIVE, must change it, and can be read where Location says', async () => {
    const email = mail()
    const made = await create({ email, password: PASSWORD })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      ...{ id: expect.any(String), email, name: 'New User', status: 'ACTIVE', mustChangePassword: true },
      ...{ roleKeys: [], roles: [] },
      createdAt: expect.stringMatching(/Z$/),
    })
    expect(made.headers.get('location')).toBe(`/api/users/${made.str('id')}`)
    expect((await admin.get(made.headers.get('location') ?? '')).body).toEqual(made.body)
    const login = await api.anonymous.post('/api/auth/login', { email, password: PASSWORD })
    expect([login.status, login.at('user.mustChangePassword')]).toEqual([200, true])
  })

  it('without a password gets a temporary one, shown once, and signs in with it', async () => {
    const made = await create({})
    const [id, email, password] = [made.str('id'), made.str('email'), made.str('temporaryPassword')]
    expect((await api.anonymous.post('/api/auth/login', { email, password })).at('user.id')).toBe(id)
    const { temporaryPassword: _, ...user } = { ...Object(made.body) }
    expect((await admin.get(`/api/users/${id}`)).body).toEqual(user)
    expect((await create({})).at('temporaryPassword')).not.toBe(password)
  })

  it('with a weak password is refused', async () => {
    const email = mail()
    const refused = await create({ email, password: 'password1234' })
    expect(answerOf(refused)).toEqual([400, 'weak_password'])
    expect([refused.at('errors.0.pointer'), await exists(email)]).toEqual(['/password', false])
  })

  it('has an email that is trimmed and lower case, and that nobody else in the org has', async () => {
    const email = mail()
    expect((await create({ email: `  ${email.toUpperCase()}\t` })).at('email')).toBe(email)
    for (const same of [email, email.toUpperCase(), ` ${email} `]) {
      const refused = await create({ email: same })
      expect(answerOf(refused)).toEqual([409, 'email_exists'])
    }
  })

  it('is made once when ten ask for the same email at once', async () => {
    const email = mail()
    expect(tally(await many(10, () => create({ email })))).toEqual({ 201: 1, '409 email_exists': 9 })
  })

  it('may have an email that stands in another org', async () => {
    const [email, other] = [mail(), await createWorld(db)]
    const otherAdmin = await signIn(other, await other.user({ roles: ['org_admin'] }))
    expect((await create({ email })).status).toBe(201)
    expect((await create({ email }, otherAdmin)).status).toBe(201)
  })
})

describe('the roles of a new user', () => {
  it('are named in any case, each once', async () => {
    const made = await create({ roleKeys: ['VIEWER', ' Org_Admin ', 'viewer'] })
    expect([made.status, made.at('roleKeys')]).toEqual([201, ['org_admin', 'viewer']])
  })

  it('are those of the catalogue: unknown ones are pointed at, and no user is made', async () => {
    const email = mail()
    const refused = await create({ email, roleKeys: ['viewer', 'landlord', '__proto__'] })
    expect(answerOf(refused)).toEqual([400, 'unknown_role'])
    expect([refused.at('errors.0.pointer'), refused.at('errors.1.pointer')]).toEqual(['/roleKeys/1', '/roleKeys/2'])
    expect(await exists(email)).toBe(false)
  })

  it('need roles.assign beside users.write; an empty list does not', async () => {
    const by = await as({ roles: ['admin'] })
    const email = mail()
    const refused = await create({ email, roleKeys: ['viewer'] }, by)
    expect([...answerOf(refused), await exists(email)]).toEqual([403, 'forbidden', false])
    expect((await create({ email, roleKeys: [] }, by)).status).toBe(201)
    expect(
      (await create({ roleKeys: ['viewer'] }, await as({ roles: ['admin'], allow: ['roles.assign'] }))).status,
    ).toBe(201)
  })

  it('hold no permission that their giver lacks', async () => {
    const by = await as({ roles: ['viewer'], allow: ['users.write', 'roles.assign'] })
    const email = mail()
    const refused = await create({ email, roleKeys: ['viewer', 'admin'] }, by)
    expect([...answerOf(refused), await exists(email)]).toEqual([403, 'grant_exceeds_authority', false])
    expect((await create({ email, roleKeys: ['viewer'] }, by)).status).toBe(201)
  })

  it('hold no permission that is denied to their giver', async () => {
    const by = await as({ roles: ['org_admin'], deny: ['units.write'] })
    expect((await create({ roleKeys: ['admin'] }, by)).code).toBe('grant_exceeds_authority')
    expect((await create({ roleKeys: ['admin'] }, admin)).status).toBe(201)
  })
})

describe('a user', () => {
  const change = (id: string, body: object, by = admin) => by.patch(`/api/users/${id}`, body)
  const statusOf = async (id: string) => (await admin.get(`/api/users/${id}`)).at('status')

  it('is renamed, and keeps the other members', async () => {
    const id = await world.user({ roles: ['viewer'] })
    const before = await admin.get(`/api/users/${id}`)
    const renamed = await change(id, { name: ' Another Name ' })
    expect([renamed.status, renamed.body]).toEqual([200, { ...Object(before.body), name: 'Another Name' }])
    expect((await change(id, {})).body).toEqual(renamed.body)
  })

  it('may change the own name, but not the own status, not even to the same', async () => {
    const id = await world.user({ roles: ['admin'], name: 'Before' })
    const self = await signIn(world, id)
    expect((await change(id, { name: 'After' }, self)).at('name')).toBe('After')
    for (const status of ['ACTIVE', 'DISABLED']) {
      const refused = await change(id, { name: 'Never', status }, self)
      expect(answerOf(refused)).toEqual([403, 'self_change'])
    }
    expect((await admin.get(`/api/users/${id}`)).body).toMatchObject({ name: 'After', status: 'ACTIVE' })
  })

  it('is disabled and enabled again, once or twice, with the grants there were', async () => {
    const id = await world.user({ roles: ['viewer'] })
    for (const status of ['DISABLED', 'DISABLED', 'ACTIVE', 'ACTIVE']) {
      const changed = await change(id, { status })
      expect([changed.status, changed.at('status'), changed.at('roleKeys')]).toEqual([200, status, ['viewer']])
    }
  })

  it('who is INVITED cannot be made ACTIVE, only disabled', async () => {
    const id = await world.user({ status: 'INVITED' })
    const refused = await change(id, { status: 'ACTIVE' })
    expect([...answerOf(refused), await statusOf(id)]).toEqual([409, 'user_invited', 'INVITED'])
    expect((await change(id, { status: 'DISABLED' })).at('status')).toBe('DISABLED')
  })

  it('without a password is INVITED when enabled again, one with a password ACTIVE', async () => {
    const [without, withOne] = [await world.user({ status: 'DISABLED' }), await world.user({ status: 'DISABLED' })]
    await db.query('UPDATE users SET password_hash = NULL WHERE id = $1', [without])
    expect((await change(without, { status: 'ACTIVE' })).at('status')).toBe('INVITED')
    expect((await change(withOne, { status: 'ACTIVE' })).at('status')).toBe('ACTIVE')
  })
})
