import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { deviations, operationsOf } from '../support/openapi.ts'

const authz = testAuthz()
const page = await authz.request('/openapi.json')
const document: unknown = await page.json()
const operations = operationsOf(document)

describe('openapi.json', () => {
  it('needs no key, nor does the page that shows it', async () => {
    expect(page.status).toBe(200)
    expect((await authz.request('/docs')).status).toBe(200)
    expect((await authz.request('/docs/assets/swagger-ui-bundle.js')).status).toBe(200)
    expect((await authz.request('/docs/assets/package.json')).status).toBe(404)
  })

  it.each(operations)('$route is answered as it says, asked as it shows', async (operation) => {
    const [method = '', path = ''] = operation.route.split(' ')
    const example = Object(operation.described['requestBody']).content?.['application/json'].example
    const answer = method === 'GET' ? await authz.request(path) : await authz.post(path, example)
    expect(answer.status).toBe(200)
    expect(deviations(document, operation, 200, await answer.json())).toEqual([])
  })

  it.each(operations.filter(({ route }) => route.startsWith('POST ')))('$route fails as it says', async (operation) => {
    const [, path = ''] = operation.route.split(' ')
    const answer = await authz.post(path, { subject: 7 })
    expect(answer.status).toBe(400)
    expect(deviations(document, operation, 400, await answer.json())).toEqual([])
  })
})
