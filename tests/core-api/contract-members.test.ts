import { describe, expect, it } from 'vitest'
import { pointersOf } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, type MakeExample, sendExample } from '../support/examples.ts'
import { leavesOf, objectsOf, type Path, pointerTo, withValue } from '../support/json.ts'
import { operationsOf } from '../support/openapi.ts'

const api = await testCoreApi()
const examples = await createExamples(api, ownerPool())
const openapi = (await api.anonymous.get('/openapi.json')).body

const WITH_BODY: [route: string, make: MakeExample][] = []
for (const [route, make] of Object.entries(examples))
  if ((await make()).body !== undefined) WITH_BODY.push([route, make])

/** Members that a client must never set, and unknown ones. `__proto__` is one that JSON can name. */
const UNKNOWN = [
  'orgId',
  'status',
  'mustChangePassword',
  'id',
  'passwordHash',
  'authzVersion',
  'nobody/knows~this',
  '__proto__',
]
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Members that null clears. */
const NULLABLE = new Set(['address', 'city', 'country', 'timezone', 'floor', 'notes', 'plannedEndAt'])

const sendWith = async (route: string, make: MakeExample, change: (body: unknown) => unknown) => {
  const example = await make()
  return sendExample(route, { ...example, body: Object(change(example.body)) })
}
it('every route that takes a body is among the examples with one', () => {
  const taking = operationsOf(openapi).filter(({ described }) => described['requestBody'] !== undefined)
  const routes = taking.map(({ route }) => route.replace(' /api', ' '))
  expect(WITH_BODY.map(([route]) => route).toSorted()).toEqual(routes.toSorted())
})

describe.each(WITH_BODY)('%s', (route, make) => {
  it('takes the body with every member it knows', async () => {
    expect((await sendExample(route, await make())).status).toBeOneOf([200, 201, 202, 204])
  })

  it('refuses each member that it does not know, at every depth, and points at it', async () => {
    const { body } = await make()
    for (const place of objectsOf(body)) {
      for (const name of UNKNOWN) {
        const path = [...place, name]
        if (leavesOf(body).some(([leaf]) => pointerTo(leaf) === pointerTo(path))) continue
        const refused = await sendWith(route, make, (good) => withValue(good, path, 'smuggled'))
        const pointer = pointerTo([...place, escaped(name)])
        expect([name, refused.status, refused.code, pointersOf(refused)]).toEqual([
          name,
          400,
          'invalid_request',
          [pointer],
        ])
      }
    }
  })

  it('names every unknown member of a body with several', async () => {
    const refused = await sendWith(route, make, (good) => ({ ...Object(good), firstOfTwo: 1, secondOfTwo: 2 }))
    expect(pointersOf(refused)).toEqual(['/firstOfTwo', '/secondOfTwo'])
  })

  it('refuses a value of another type, and points at it', async () => {
    const { body } = await make()
    const wrong = (value: unknown) =>
      [0, 'text', true, [], {}, [value]].filter((other) => typeof other !== typeof value)
    for (const [path, value] of leavesOf(body)) {
      for (const other of wrong(value)) {
        const refused = await sendWith(route, make, (good) => withValue(good, path, other))
        expect([path, other, refused.status, refused.code]).toEqual([path, other, 400, 'invalid_request'])
        expect(pointersOf(refused)).toContainEqual(expect.stringMatching(`^${pointerTo(path)}`))
      }
    }
  })

  it('takes null for members that can be cleared, and for no other', async () => {
    const { body } = await make()
    const expected = ([path]: [Path, unknown]) => (NULLABLE.has(String(path.at(-1))) ? [200, 201] : [400])
    for (const leaf of leavesOf(body)) {
      const reply = await sendWith(route, make, (good) => withValue(good, leaf[0], null))
      expect([leaf[0], reply.status]).toEqual([leaf[0], expect.toBeOneOf(expected(leaf))])
    }
  })
})
