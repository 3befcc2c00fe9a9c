import { describe, expect, it } from 'vitest'
import { INVALID, refusalOf } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, type MakeExample, sendExample } from '../support/examples.ts'
import { OPEN_ROUTES } from '../support/known-routes.ts'
import { operationsOf, takesQuery } from '../support/openapi.ts'
import { ROUTES } from '../support/routes.ts'
import { newId } from '../support/world.ts'

const api = await testCoreApi()
const examples = await createExamples(api, ownerPool())
const operations = operationsOf((await api.anonymous.get('/openapi.json')).body)
const lists = operations
  .filter((operation) => takesQuery(operation, 'limit'))
  .map(({ route }) => route.replace(' /api', ' '))

const makeOf = (route: string): MakeExample => {
  const make = examples[route]
  if (make === undefined) throw new Error(`no example of ${route}`)
  return make
}
const ask = async (route: string, query: string) => {
  const example = await makeOf(route)()
  const separator = example.path.includes('?') ? '&' : '?'
  return sendExample(route, { ...example, path: `${example.path}${separator}${query}` })
}

const encoded = (text: string) => Buffer.from(text).toString('base64url')
const LIMITS = ['0', '-1', '201', '1000', '1.5', '1e2', '0x10', 'ten', '', ' ', '+5', '５', 'NaN', 'Infinity', 'null']
const BAD_LIMITS = [...LIMITS.map((limit) => `limit=${encodeURIComponent(limit)}`), 'limit=1&limit=2', 'limit=%00']
const CURSORS = {
  'an empty one': '',
  'an id as it is': newId(),
  'no base64': '!!!',
  'base64 of nothing of ours': encoded('nonsense'),
  'another version': encoded(`2.${newId()}`),
  'no version': encoded(newId()),
  'no id': encoded('1.'),
  'an id in another case': encoded('1.0199A3B0-0000-7000-8000-00000000000A'),
  'an id with something behind it': encoded(`1.${newId()}x`),
  'an id with SQL behind it': encoded(`1.${newId()}' OR true --`),
  'another spelling of base64': `${encoded(`1.${newId()}`)}=`,
  'a NUL': '%00',
  'a text too long': 'x'.repeat(201),
}

describe('every list', () => {
  it('has a limit and a cursor', () => {
    const withCursor = operations.filter((operation) => takesQuery(operation, 'cursor'))
    expect(withCursor.map(({ route }) => route.replace(' /api', ' '))).toEqual(lists)
    const open = Object.keys(OPEN_ROUTES).filter((name) => OPEN_ROUTES[name]?.isList)
    const known = [...ROUTES.filter(({ isList }) => isList).map(({ name }) => name), ...open]
    expect(lists.toSorted()).toEqual(known.toSorted())
  })
})

describe.each(lists)('%s', (route) => {
  it.each(['limit=1', 'limit=200', `cursor=${encoded(`1.${newId()}`)}`])('takes %s', async (query) => {
    const page = await ask(route, query)
    expect([page.status, Array.isArray(page.at('items'))]).toEqual([200, true])
    expect(page.at('nextCursor')).toSatisfy((cursor) => cursor === null || typeof cursor === 'string')
  })

  it.each(BAD_LIMITS)('refuses %s, and points at it', async (query) => {
    const refused = await ask(route, query)
    expect(refusalOf(refused)).toEqual([...INVALID, '/limit'])
  })

  it.each(Object.entries(CURSORS))('refuses a cursor that is %s, and points at it', async (_, cursor) => {
    const refused = await ask(route, `cursor=${cursor}`)
    expect(refusalOf(refused)).toEqual([...INVALID, '/cursor'])
  })

  it('refuses two cursors', async () => {
    const cursor = encoded(`1.${newId()}`)
    expect((await ask(route, `cursor=${cursor}&cursor=${cursor}`)).status).toBe(400)
  })

  it('is empty, and the last page, after the greatest id', async () => {
    const page = await ask(route, `cursor=${encoded('1.ffffffff-ffff-ffff-ffff-ffffffffffff')}`)
    expect([page.status, page.body]).toMatchObject([200, { items: [], nextCursor: null }])
  })
})
