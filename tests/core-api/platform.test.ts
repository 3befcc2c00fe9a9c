import { describe, expect, it } from 'vitest'
import { bearer, PASSWORD } from '../support/accounts.ts'
import { answerOf, many, NOT_FOUND, problemOf, refusalOf, tally, UNAUTHORIZED } from '../support/answers.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import type { Http } from '../support/http.ts'
import { readPages } from '../support/paging.ts'
import { createWorld, newId, unique } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const api = await testCoreApi()
const closed = await testCoreApi({ platformApiKeys: [] })
const rotating = await testCoreApi({ platformApiKeys: ['old-key', 'new-key'] })
const { platform, anonymous } = api

const mail = () => `${unique('admin')}@example.test`
const countUsers = async (email: string): Promise<number> =>
  Number((await db.query('SELECT count(*) FROM users WHERE email = $1', [email])).rows[0]?.count)

type Call = (http: Http, headers?: Record<string, string>) => ReturnType<Http['get']>
const ROUTES: [route: string, call: Call, status: number][] = [
  ['POST orgs', (http, headers) => http.post('/api/platform/orgs', { name: unique('Org') }, headers), 201],
  ['GET orgs', (http, headers) => http.get('/api/platform/orgs', headers), 200],
  [
    'POST admins',
    (http, headers) => http.post(`/api/platform/orgs/${world.orgId}/admins`, { name: 'A', email: mail() }, headers),
    201,
  ],
]

describe.each(ROUTES)('%s', (_, call, status) => {
  it.each([
    ['no key', {}],
    ['an empty key', { 'x-platform-key': '' }],
    ['a wrong key', { 'x-platform-key': 'wrong' }],
    ['the beginning of the key', { 'x-platform-key': PLATFORM_KEY.slice(0, -1) }],
    ['the key and something behind it', { 'x-platform-key': `${PLATFORM_KEY}x` }],
    ['the key in another case', { 'x-platform-key': PLATFORM_KEY.toUpperCase() }],
    ['the key as a bearer token', bearer(PLATFORM_KEY)],
  ])('is 401 with %s', async (_name, headers: Record<string, string>) => {
    const reply = await call(anonymous, headers)
    expect(answerOf(reply)).toEqual(UNAUTHORIZED)
    expect(reply.headers.get('www-authenticate')).not.toBeNull()
  })

  it('is 401 with the token of an org_admin', async () => {
    const admin = await api.as(world.orgId, await world.user({ roles: ['org_admin'] }))
    expect((await call(admin)).status).toBe(401)
  })

  it('answers with the key', async () => {
    expect((await call(platform)).status).toBe(status)
  })

  it('answers with each key of several, and with no other', async () => {
    const statuses = await Promise.all(
      ['old-key', 'new-key', 'old-key,new-key', PLATFORM_KEY].map(async (key) => {
        return (await call(rotating.anonymous, { 'x-platform-key': key })).status
      }),
    )
    expect(statuses).toEqual([status, status, 401, 401])
  })

  it('is 404 when no key is configured, with and without a key', async () => {
    const missing = problemOf(await closed.platform.get('/api/nothing'))
    for (const http of [closed.anonymous, closed.platform]) expect(problemOf(await call(http))).toEqual(missing)
  })
})

describe('an org', () => {
  it('is created with a name alone: the slug is made of it, and there is no admin', async () => {
    const name = unique('Harbour View')
    const made = await platform.post('/api/platform/orgs', { name: `  ${name} ` })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      org: {
        id: expect.any(String),
        name,
        slug: name.toLowerCase().replaceAll(' ', '-'),
        createdAt: expect.stringMatching(/Z$/),
      },
    })
  })

  it('has the slug it was given; a slug that is taken is 409 and creates nothing', async () => {
    const [slug, email] = [unique('slug'), mail()]
    expect((await platform.post('/api/platform/orgs', { name: 'A', slug })).at('org.slug')).toBe(slug)
    const body = { name: 'B', slug, admin: { name: 'A', email } }
    const again = await platform.post('/api/platform/orgs', body)
    expect(answerOf(again)).toEqual([409, 'slug_exists'])
    expect(await countUsers(email)).toBe(0)
  })

  it('is made once when ten ask for its slug at once', async () => {
    const slug = unique('wanted')
    const replies = await many(10, () => platform.post('/api/platform/orgs', { name: 'A', slug }))
    expect(tally(replies)).toEqual({ 201: 1, '409 slug_exists': 9 })
  })

  it('is not made by a request without the key: its slug stays free', async () => {
    const body = { name: 'A', slug: unique('refused') }
    expect((await anonymous.post('/api/platform/orgs', body)).status).toBe(401)
    expect((await platform.post('/api/platform/orgs', body)).status).toBe(201)
  })

  it.each([
    ['the same name as nine others', unique('Same Name')],
    ['a name of letters with marks', 'Łódź Gärten é'],
    ['a name without a letter a slug can hold', '東京 🏠'],
    ['a name of signs', '-- & --'],
    ['the longest name', 'A b'.repeat(66)],
  ])('gets a slug of its own from %s', async (_, name) => {
    const made = await many(10, () => platform.post('/api/platform/orgs', { name }))
    expect(made.map(({ status }) => status)).toEqual(Array(10).fill(201))
    const slugs = made.map((one) => one.str('org.slug'))
    expect(new Set(slugs).size).toBe(10)
    for (const slug of slugs) expect(slug).toMatch(/^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/)
  })

  it('is listed once, in pages no longer than asked for, in the order of ids', async () => {
    const made: string[] = []
    for (const _ of [1, 2, 3]) made.push((await platform.post('/api/platform/orgs', { name: 'Listed' })).str('org.id'))
    const pages = await readPages(platform, '/api/platform/orgs', 7)
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(7)
    const seen = pages.flat()
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => made.includes(String(id)))).toEqual(made.toSorted())
    expect(seen).toEqual(seen.toSorted())
  })
})

describe('the first admin', () => {
  it('gets a temporary password, shown once, signs in with it and must change it', async () => {
    const email = mail()
    const body = { name: unique('Org'), admin: { name: 'Ada', email: ` ${email.toUpperCase()} ` } }
    const made = await platform.post('/api/platform/orgs', body)
    expect(made.at('admin')).toEqual({
      userId: expect.any(String),
      email,
      mustChangePassword: true,
      temporaryPassword: expect.stringMatching(/^\w{20}$/),
    })
    const login = await anonymous.post('/api/auth/login', { email, password: made.str('admin.temporaryPassword') })
    expect([login.status, login.at('user.mustChangePassword')]).toEqual([200, true])
    const me = await anonymous.get('/api/auth/me', bearer(login.str('accessToken')))
    expect([me.at('org.id'), me.at('roleKeys')]).toEqual([made.at('org.id'), ['org_admin']])
    expect(me.text).not.toContain(made.str('admin.temporaryPassword'))
  })

  it('with a password that was chosen gets no other, and must change it', async () => {
    const email = mail()
    const admin = { name: 'Ada', email, password: PASSWORD }
    const made = await platform.post('/api/platform/orgs', { name: unique('Org'), admin })
    expect(made.at('admin')).toEqual({ userId: expect.any(String), email, mustChangePassword: true })
    const login = await anonymous.post('/api/auth/login', { email, password: PASSWORD })
    expect([login.status, login.at('user.mustChangePassword')]).toEqual([200, true])
  })

  it('with a weak password is refused, and the org with them', async () => {
    const slug = unique('weak')
    const admin = { name: 'Ada', email: mail(), password: 'password1234' }
    const refused = await platform.post('/api/platform/orgs', { name: 'A', slug, admin })
    expect(refusalOf(refused)).toEqual([400, 'weak_password', '/admin/password'])
    expect((await platform.post('/api/platform/orgs', { name: 'A', slug })).status).toBe(201)
  })
})

describe('another admin', () => {
  const adminsOf = (id: string) => `/api/platform/orgs/${id}/admins`

  it('is given to an org; an email of the org is 409, the same email in another org is not', async () => {
    const [email, other] = [mail(), (await createWorld(db)).orgId]
    const made = await platform.post(adminsOf(world.orgId), { name: 'Bo', email })
    expect([made.status, made.at('email'), made.at('mustChangePassword')]).toEqual([201, email, true])
    const again = await platform.post(adminsOf(world.orgId), { name: 'Bo', email: email.toUpperCase() })
    expect(answerOf(again)).toEqual([409, 'email_exists'])
    expect((await platform.post(adminsOf(other), { name: 'Bo', email })).status).toBe(201)
  })

  it.each([
    ['absent', newId()],
    ['malformed', 'nothing'],
  ])('of an org that is %s is 404, before anything is said of the body', async (_, id) => {
    const refused = await platform.post(adminsOf(id), { nonsense: true })
    expect(answerOf(refused)).toEqual(NOT_FOUND)
    expect((await platform.post(adminsOf(world.orgId), { nonsense: true })).status).toBe(400)
  })
})
