import { describe, expect, it } from 'vitest'
import { account, bearer, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { answerOf, problemOf } from '../support/answers.ts'
import { setScene } from '../support/scene.ts'
import { createWorld, unique, type World } from '../support/world.ts'

const { db, world, api } = await setScene()
const other = await createWorld(db)
const { anonymous } = api

const login = (body: object) => anonymous.post('/api/auth/login', body)
const orgOf = async ({ orgId }: World): Promise<{ slug: string; name: string }> =>
  (await db.query('SELECT slug, name FROM orgs WHERE id = $1', [orgId])).rows[0]

const jane = await account(world, { name: 'Jane' })
const slug = (await orgOf(world)).slug

describe('a user with the right password', () => {
  it('is signed in, and sees the own profile', async () => {
    const session = await login({ email: jane.email, password: PASSWORD })
    expect(session.status).toBe(200)
    expect(session.body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, accessToken: expect.any(String) })
    expect(session.at('user')).toEqual({
      id: jane.id,
      orgId: world.orgId,
      email: jane.email,
      name: 'Jane',
      status: 'ACTIVE',
      mustChangePassword: false,
    })
    const me = await anonymous.get('/api/auth/me', bearer(session.str('accessToken')))
    expect([me.status, me.at('user')]).toEqual([200, session.at('user')])
  })

  it.each([
    ['in another case', { email: jane.email.toUpperCase() }],
    ['with spaces around it', { email: `  ${jane.email} ` }],
    ['with the slug of the org', { email: jane.email, org: slug }],
    ['with the slug in another case', { email: jane.email, org: slug.toUpperCase() }],
  ])('may write the email %s', async (_, body) => {
    const session = await login({ ...body, password: PASSWORD })
    expect([session.status, session.at('user.id')]).toEqual([200, jane.id])
  })

  it('is never shown a hash', async () => {
    const session = await login({ email: jane.email, password: PASSWORD })
    const me = await anonymous.get('/api/auth/me', bearer(session.str('accessToken')))
    for (const { text } of [session, me]) expect(text).not.toMatch(/argon2|passwordHash/)
  })
})

const disabled = await account(world, { status: 'DISABLED' })
const invited = await account(world, { status: 'INVITED' })
const withoutPassword = await account(world, { status: 'INVITED' })
await db.query('UPDATE users SET password_hash = NULL WHERE id = $1', [withoutPassword.id])
const otherSlug = (await orgOf(other)).slug

const STRANGERS: [who: string, body: object][] = [
  ['a wrong password', { email: jane.email, password: OTHER_PASSWORD }],
  ['the password in another case', { email: jane.email, password: PASSWORD.toUpperCase() }],
  ['the password and a space', { email: jane.email, password: `${PASSWORD} ` }],
  ['the beginning of the password', { email: jane.email, password: PASSWORD.slice(0, -1) }],
  ['an unknown email', { email: `${unique('nobody')}@example.test`, password: PASSWORD }],
  ['a malformed email', { email: 'nobody', password: PASSWORD }],
  ['an empty email', { email: '', password: PASSWORD }],
  ['a pattern for an email', { email: '%', password: PASSWORD }],
  ['a disabled user', { email: disabled.email, password: PASSWORD }],
  ['an invited user with a password', { email: invited.email, password: PASSWORD }],
  ['an invited user without one', { email: withoutPassword.email, password: PASSWORD }],
  ['an org that the user is not in', { email: jane.email, password: PASSWORD, org: otherSlug }],
  ['an absent org', { email: jane.email, password: PASSWORD, org: unique('nowhere') }],
  ['a malformed slug', { email: jane.email, password: PASSWORD, org: 'Not A Slug!' }],
]

describe('a sign-in is refused in the same words with', () => {
  it.each(STRANGERS)('%s', async (_, body) => {
    const refused = await login(body)
    expect(refused.status).toBe(401)
    expect(problemOf(refused)).toEqual({
      type: 'urn:latchkey:problem:invalid_credentials',
      title: 'The email or password is not right',
      status: 401,
      detail: 'The email or password is not right',
      code: 'invalid_credentials',
    })
  })

  it('a DISABLED user; once ACTIVE, the same sign-in succeeds', async () => {
    await db.query(`UPDATE users SET status = 'ACTIVE' WHERE id = $1`, [disabled.id])
    expect((await login({ email: disabled.email, password: PASSWORD })).status).toBe(200)
  })
})

/** The same email in each of these worlds, with the password and status it has there. */
async function inOrgs(...places: [world: World, password: string, status?: 'ACTIVE' | 'DISABLED'][]) {
  const email = `${unique('shared')}@example.test`
  for (const [place, password, status = 'ACTIVE'] of places) await account(place, { email, status }, password)
  return email
}
const third = await createWorld(db)

describe('an email that exists in several orgs', () => {
  it('needs the org when the password is right in more than one; only those are listed', async () => {
    const email = await inOrgs([world, PASSWORD], [other, PASSWORD], [third, OTHER_PASSWORD])
    const refused = await login({ email, password: PASSWORD })
    expect(answerOf(refused)).toEqual([409, 'organization_selection_required'])
    const organizations = Object(refused.at('organizations'))
    expect(organizations).toHaveLength(2)
    expect(organizations).toEqual(expect.arrayContaining([await orgOf(world), await orgOf(other)]))
    expect(refused.text).not.toContain((await orgOf(third)).slug)
  })

  it.each([
    ['one', world],
    ['the other', other],
  ])('is signed in to %s when it is named', async (_, { orgId }) => {
    const email = await inOrgs([world, PASSWORD], [other, PASSWORD])
    const org = orgId === world.orgId ? slug : otherSlug
    const session = await login({ email, password: PASSWORD, org })
    expect([session.status, session.at('user.orgId')]).toEqual([200, orgId])
  })

  it('is signed in to the one org where the password is right', async () => {
    const email = await inOrgs([world, OTHER_PASSWORD], [other, PASSWORD])
    const session = await login({ email, password: PASSWORD })
    expect([session.status, session.at('user.orgId')]).toEqual([200, other.orgId])
  })

  it('is signed in to the one org where the user is ACTIVE', async () => {
    const email = await inOrgs([world, PASSWORD, 'DISABLED'], [other, PASSWORD])
    const session = await login({ email, password: PASSWORD })
    expect([session.status, session.at('user.orgId')]).toEqual([200, other.orgId])
  })

  it('is 401 without a list of orgs when the password is wrong in all', async () => {
    const email = await inOrgs([world, PASSWORD], [other, PASSWORD])
    const refused = await login({ email, password: OTHER_PASSWORD })
    expect([...answerOf(refused), refused.at('organizations')]).toEqual([401, 'invalid_credentials', undefined])
  })

  it('is refused in an org where the password is different', async () => {
    const email = await inOrgs([world, OTHER_PASSWORD], [other, PASSWORD])
    expect((await login({ email, password: PASSWORD, org: slug })).status).toBe(401)
    expect((await login({ email, password: PASSWORD, org: otherSlug })).status).toBe(200)
  })
})
