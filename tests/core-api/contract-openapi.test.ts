import { ENDPOINTS } from '@latchkey/core-api/app'
import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, sendExample } from '../support/examples.ts'
import { deviations, operationsOf } from '../support/openapi.ts'

const api = await testCoreApi()
const examples = await createExamples(api, ownerPool())
const published = await api.anonymous.get('/openapi.json')
const document = published.body
const operations = operationsOf(document)
const routes = ENDPOINTS.map(({ method, path, access }) => ({ route: `${method.toUpperCase()} ${path}`, access }))

const operationOf = (route: string) => {
  const operation = operations.find((one) => one.route === route.replace(' ', ' /api'))
  if (operation === undefined) throw new Error(`openapi.json does not describe ${route}`)
  return operation
}

describe('openapi.json', () => {
  it('is an OpenAPI 3.1 document', () => {
    expect([published.status, published.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(published.at('openapi')).toMatch(/^3\.1\.\d+$/)
    expect([typeof published.at('info.title'), typeof published.at('info.version')]).toEqual(['string', 'string'])
  })

  it('leads by its first words to what the caller may do, and to routes there are', () => {
    const named = [...String(Object(document).info.description).matchAll(/`GET (\/api[\w/]+)`/g)].map(
      ([, path]) => path,
    )
    expect(named).toContain('/api/me/access')
    expect(Object.keys(Object(document).paths)).toEqual(expect.arrayContaining(named))
  })

  it('describes exactly the routes there are, below /api', () => {
    const described = operations.map(({ route }) => route)
    expect(described.toSorted()).toEqual(routes.map(({ route }) => route.replace(' ', ' /api')).toSorted())
  })

  it.each(routes)('$route says who may call it', ({ route, access }) => {
    const { described } = operationOf(route)
    const schemes = { public: [], platform: [{ platformKey: [] }] }
    const security = access.kind === 'public' || access.kind === 'platform' ? schemes[access.kind] : [{ bearer: [] }]
    expect([described['security'], described['x-permission']]).toEqual([security, access.permission])
  })

  it.each(routes)('$route names every parameter of its path', ({ route }) => {
    const parameters = Object(operationOf(route).described['parameters'] ?? [])
    const named = Array.from(parameters, (one) => Object(one)).filter(
      (one) => one.in === 'path' && one.required === true,
    )
    const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(named.map((one) => one.name).toSorted()).toEqual(inPath.toSorted())
  })

  it('refers to nothing that is not in it', () => {
    const refs = [...published.text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
    const schemas = Object.keys(Object(published.at('components.schemas')))
    expect(schemas).toEqual(expect.arrayContaining([...new Set(refs)]))
    expect(refs.length).toBeGreaterThan(0)
  })
})

describe('a good request', () => {
  it('is known for every route', () => {
    expect(Object.keys(examples).toSorted()).toEqual(routes.map(({ route }) => route).toSorted())
  })

  it.each(Object.entries(examples))('to %s is answered as openapi.json says', async (route, make) => {
    const reply = await sendExample(route, await make())
    expect([reply.status, reply.text.slice(0, 300)]).toEqual([
      expect.toBeOneOf([200, 201, 202, 204]),
      expect.any(String),
    ])
    expect(deviations(document, operationOf(route), reply.status, reply.body)).toEqual([])
    expect(reply.headers.get('content-type')).toBe(reply.status === 204 ? null : 'application/json')
    expect(reply.headers.get('cache-control')).toBe('no-store')
  })

  /** What no document can know of a running system: ids, secrets, and what must be new in it. */
  const OF_THE_SYSTEM =
    /Id$|^(email|password|currentPassword|org|slug|token|refreshToken|label|startAt|endAt|plannedEndAt)$/
  const inPlace = (documented: unknown, good: unknown): unknown => {
    if (Array.isArray(documented)) return documented.map((one, at) => inPlace(one, Object(good)[at]))
    if (typeof documented !== 'object' || documented === null) return documented
    const members = Object.entries(documented).flatMap(([name, value]) => {
      const known = Object(good)[name]
      if (!OF_THE_SYSTEM.test(name)) return [[name, inPlace(value, known)]]
      return known === undefined ? [] : [[name, known]]
    })
    return Object.fromEntries(members)
  }

  it.each(Object.entries(examples))('to %s may be the one that openapi.json shows', async (route, make) => {
    const example = await make()
    const { requestBody } = operationOf(route).described
    const shown = Object(requestBody).content?.['application/json']?.example
    expect(shown === undefined).toBe(example.body === undefined)
    const reply = await sendExample(route, example, example.body && Object(inPlace(shown, example.body)))
    expect([reply.status, reply.text.slice(0, 300)]).toEqual([
      expect.toBeOneOf([200, 201, 202, 204]),
      expect.any(String),
    ])
  })

  it.each(Object.entries(examples))('to %s is answered the same without /api before it', async (route, make) => {
    const reply = await sendExample(route, await make(), undefined, '')
    expect(reply.status).toBeOneOf([200, 201, 202, 204])
    expect(reply.headers.get('location') ?? '/api/').toMatch(/^\/api\//)
    expect(deviations(document, operationOf(route), reply.status, reply.body)).toEqual([])
  })

  const gets = routes.map(({ route }) => route).filter((route) => route.startsWith('GET '))
  const isRead = (collection: string) =>
    gets.some((get) => get.replace(/\/\{\w+\}$/, '') === collection && get.endsWith('}'))
  const creating = Object.entries(examples).filter(
    ([route]) => route.startsWith('POST ') && isRead(route.replace('POST ', 'GET ')),
  )

  it.each(creating)('to %s, which creates, leads to where it can be read', async (route, make) => {
    const example = await make()
    const reply = await sendExample(route, example)
    const read = await example.http.get(reply.headers.get('location') ?? 'nowhere')
    expect([reply.status, read.status, read.at('id')]).toEqual([201, 200, reply.at('id')])
  })
})

describe('an answer that openapi.json does not describe is noticed', () => {
  const listed = operationOf('GET /users')
  const user = { id: '', email: '', name: '', status: 'ACTIVE', roleKeys: [], mustChangePassword: true, createdAt: '' }
  const good = async () => (await sendExample('GET /users', await Object(examples['GET /users'])())).body

  it.each([
    ['a member too many', { items: [], nextCursor: null, total: 1 }],
    ['a member too few', { items: [] }],
    ['another type', { items: [], nextCursor: 1 }],
    ['a wrong value inside', { items: [{ ...user, status: 'GONE' }], nextCursor: null }],
    ['no body', undefined],
  ])('%s', (_, body) => {
    expect(deviations(document, listed, 200, body)).not.toEqual([])
  })

  it('a status that is not described, while the good one is', async () => {
    expect(deviations(document, listed, 202, await good())).not.toEqual([])
    expect(deviations(document, listed, 200, await good())).toEqual([])
  })
})

describe('the reference page', () => {
  it('works offline: it and all it loads come from this server', async () => {
    const page = await api.anonymous.get('/docs')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//)
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '')
    expect(loaded.length).toBeGreaterThan(2)
    for (const url of loaded) expect([url, (await api.anonymous.get(url)).status]).toEqual([url, 200])
    expect((await api.anonymous.get('/docs/assets/start.js')).text).toContain('/openapi.json')
  })

  it.each(['../package.json', '..%2fpackage.json', 'package.json', 'nothing.js'])(
    'gives out no other file: %s',
    async (file) => {
      expect((await api.anonymous.get(`/docs/assets/${file}`)).status).toBe(404)
    },
  )
})
