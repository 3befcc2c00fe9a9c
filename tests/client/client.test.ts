import { createClient, LatchkeyError, type Session, UnreachableError } from '@latchkey/client'
import { describe, expect, it } from 'vitest'
import { account, OTHER_PASSWORD, PASSWORD } from '../support/accounts.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, unique } from '../support/world.ts'

const world = await createWorld(ownerPool())
const api = await testCoreApi()
const retries = { pause: 0 }

type Fetch = (request: Request) => Promise<Response>
const clientOf = (fetch: Fetch = api.fetch, more = {}) =>
  createClient({ baseUrl: 'http://core-api.test', fetch, retries, ...more })

async function admin(fetch?: Fetch) {
  const { email } = await account(world, { roles: ['org_admin'] })
  const client = clientOf(fetch)
  await client.signIn({ email, password: PASSWORD })
  return client
}

/** Counts the requests for each path, and lets some of them be lost. */
function counting(lose: (request: Request, times: number) => 'before' | 'after' | undefined = () => undefined) {
  const seen = new Map<string, number>()
  const fetch: Fetch = async (request) => {
    const { pathname } = new URL(request.url)
    const times = (seen.get(pathname) ?? 0) + 1
    seen.set(pathname, times)
    const lost = lose(request, times)
    if (lost === 'before') throw new TypeError('fetch failed')
    const answer = await api.fetch(request)
    if (lost === 'after') throw new TypeError('fetch failed')
    return answer
  }
  return { fetch, timesOf: (path: string) => seen.get(path) ?? 0 }
}

describe('a client', () => {
  it('signs in, calls operations by their names, and signs out here and there', async () => {
    const client = await admin()
    const building = await client.api.createBuilding({ body: { name: 'Pier 1' } })
    const path = { buildingId: building.id }
    const unit = await client.api.createUnit({ path, body: { label: '101' } })
    expect(await client.api.getUnit({ path: { ...path, unitId: unit.id } })).toMatchObject({ label: '101' })
    expect(await client.api.deleteUnit({ path: { ...path, unitId: unit.id } })).toBeUndefined()
    const session = client.session()
    await client.signOut()
    expect(client.session()).toBeUndefined()
    const later = clientOf(api.fetch, { session })
    await expect(later.api.getMe()).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
    expect(later.session()).toBeUndefined()
  })

  it('throws what core-api says of a refusal', async () => {
    const client = await admin()
    const refused = client.api.createBuilding({ body: { name: ' ' } })
    await expect(refused).rejects.toBeInstanceOf(LatchkeyError)
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_request',
      status: 400,
      problem: { errors: [{ pointer: '/name' }] },
    })
  })

  it('says when nothing was reached, and when something else has answered', async () => {
    const nothing = clientOf(async () => Promise.reject(new TypeError('fetch failed')))
    await expect(nothing.api.getMe()).rejects.toBeInstanceOf(UnreachableError)
    const proxy = clientOf(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    await expect(proxy.api.getMe()).rejects.toMatchObject({ name: 'UnreachableError', status: 502 })
    const page = clientOf(async () => new Response('<h1>Welcome</h1>'))
    await expect(page.api.getMe()).rejects.toMatchObject({ name: 'UnreachableError', status: 200 })
  })

  it('reads a list page by page, in its order, and no further than it is asked', async () => {
    const { fetch, timesOf } = counting()
    const client = await admin(fetch)
    const { id } = await client.api.createBuilding({ body: { name: unique('Pier') } })
    const labels = ['1', '2', '3', '4', '5']
    for (const label of labels) await client.api.createUnit({ path: { buildingId: id }, body: { label } })
    const found: string[] = []
    for await (const { label } of client.pages('listUnits', { path: { buildingId: id }, query: { limit: 2 } })) {
      found.push(label)
      if (found.length === 3) break
    }
    expect(found).toEqual(['1', '2', '3'])
    expect(timesOf(`/api/org/buildings/${id}/units`)).toBe(labels.length + 2)
    const all = await Array.fromAsync(client.pages('listUnits', { path: { buildingId: id }, query: { limit: 2 } }))
    expect(all.map(({ label }) => label)).toEqual(labels)
  })

  it('sends back an ETag, and learns that nothing has changed', async () => {
    const client = await admin()
    const { body, etag = '' } = await client.send('createBuilding', { body: { name: 'Pier 1' } })
    const path = { buildingId: body?.id ?? '' }
    expect(await client.send('getBuilding', { path, headers: { 'If-None-Match': etag } })).toMatchObject({
      status: 304,
      body: undefined,
    })
    await client.api.changeBuilding({ path, body: { name: 'Pier 2' }, headers: { 'If-Match': etag } })
    const stale = client.api.changeBuilding({ path, body: { name: 'Pier 3' }, headers: { 'If-Match': etag } })
    await expect(stale).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  it('acts for the platform with its key', async () => {
    const name = unique('Harbour')
    const body = { name, admin: { name: 'Ada', email: `${unique('ada')}@example.test`, password: PASSWORD } }
    expect(await clientOf(api.fetch, { platformKey: PLATFORM_KEY }).api.createOrg({ body })).toMatchObject({
      org: { name },
    })
    await expect(clientOf().api.createOrg({ body })).rejects.toMatchObject({ status: 401 })
  })
})

describe('a session that is over', () => {
  it('is refreshed once, however many calls are in flight', async () => {
    const { fetch, timesOf } = counting()
    const { email } = await account(world, { roles: ['org_admin'] })
    const { accessToken, refreshToken } = await clientOf().api.signIn({ body: { email, password: PASSWORD } })
    const kept: unknown[] = []
    const over = { accessToken: `${accessToken}x`, refreshToken }
    const client = clientOf(fetch, { session: over, onSession: (session: unknown) => kept.push(session) })
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.api.getMe()))
    expect(answers).toHaveLength(20)
    expect(timesOf('/api/auth/refresh')).toBe(1)
    expect(kept).toEqual([client.session()])
  })
})

describe('an operation that gives a session', () => {
  it('has it kept: after a change of the password the client goes on, and refreshes', async () => {
    const kept: (Session | undefined)[] = []
    const client = clientOf(api.fetch, { onSession: (session: Session | undefined) => kept.push(session) })
    const { email } = await account(world, { roles: ['org_admin'] })
    await client.signIn({ email, password: PASSWORD })
    await client.api.changePassword({ body: { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD } })
    const session = client.session()
    expect(kept.map((one) => one?.refreshToken)).toEqual([expect.any(String), session?.refreshToken])
    const over = { accessToken: 'over', refreshToken: session?.refreshToken ?? '' }
    expect(await clientOf(api.fetch, { session: over }).api.getMe()).toMatchObject({ user: { email } })
  })
})

describe('a call that is lost', () => {
  it('is repeated with one key, and done once', async () => {
    const isCreation = ({ method, url }: Request) => method === 'POST' && url.endsWith('/org/buildings')
    const { fetch, timesOf } = counting((request, times) => (isCreation(request) && times === 1 ? 'after' : undefined))
    const client = await admin(fetch)
    const name = unique('Pier')
    const { body, isReplayed } = await client.send('createBuilding', { body: { name } })
    expect([body?.name, isReplayed, timesOf('/api/org/buildings')]).toEqual([name, true, 2])
    const named = (await Array.fromAsync(client.pages('listBuildings'))).filter((building) => building.name === name)
    expect(named).toHaveLength(1)
  })

  it('is not repeated where doing it twice is not doing it once', async () => {
    const isSignIn = ({ url }: Request) => url.endsWith('/login')
    const { fetch, timesOf } = counting((request) => (isSignIn(request) ? 'before' : undefined))
    const { email } = await account(world)
    await expect(clientOf(fetch).signIn({ email, password: PASSWORD })).rejects.toBeInstanceOf(UnreachableError)
    expect(timesOf('/api/auth/login')).toBe(1)
  })
})
