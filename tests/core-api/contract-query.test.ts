import { describe, expect, it } from 'vitest'
import { INVALID, NOT_FOUND, pointersOf, refusalOf, UNAUTHORIZED } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, sendExample } from '../support/examples.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { newId } from '../support/world.ts'

const api = await testCoreApi()
const examples = Object.entries(await createExamples(api, ownerPool()))
const { world, admin, person, api: mine } = await setScene()

const withQuery = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`

describe.each(examples)('%s', (route, make) => {
  it.each(['availabel=true', 'LIMIT=1', '__proto__=x', 'constructor', 'a=1&a=2', 'orgId=x'])(
    'refuses ?%s, and points at it',
    async (query) => {
      const example = await make()
      const refused = await sendExample(route, { ...example, path: withQuery(example.path, query) })
      expect(refusalOf(refused)).toEqual([...INVALID, `/${query.replace(/[=&].*/, '')}`])
      expect((await sendExample(route, example)).status).toBeOneOf([200, 201, 202, 204])
    },
  )
})

describe('an unknown query parameter', () => {
  it('is named, each of several, beside what else is wrong', async () => {
    const refused = await admin.get('/api/users?limit=0&one=1&two=2')
    expect(pointersOf(refused).toSorted()).toEqual(['/limit', '/one', '/two'])
  })

  it('is told to nobody who may not know of it: 401, 404 and 403 come first', async () => {
    const path = `${inBuilding(await world.building())}?x=1`
    const { http } = await person()
    expect(refusalOf(await mine.anonymous.get(path))).toEqual(UNAUTHORIZED)
    expect(refusalOf(await http.get(`${inBuilding(newId())}?x=1`))).toEqual(NOT_FOUND)
    expect((await http.get(path)).code).toBe('forbidden')
    expect(refusalOf(await admin.get(path))).toEqual([...INVALID, '/x'])
  })

  it('does not stand for a good one', async () => {
    const building = await world.building()
    await world.unit(building)
    expect((await admin.get(inBuilding(building, '/units?available=false'))).items('id')).toEqual([])
    expect(refusalOf(await admin.get(inBuilding(building, '/units?availabel=false')))).toEqual([
      ...INVALID,
      '/availabel',
    ])
  })
})
