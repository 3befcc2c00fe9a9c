import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'

const PATH = '/.well-known/authzen-configuration'
const read = async (publicUrl: string, headers: Record<string, string> = {}) =>
  await (await testAuthz({ publicUrl }).request(PATH, { headers })).json()

describe('the metadata', () => {
  it('name every address below the configured one, and need no key', async () => {
    expect(await read('https://pdp.example')).toEqual({
      policy_decision_point: 'https://pdp.example',
      access_evaluation_endpoint: 'https://pdp.example/access/v1/evaluation',
      access_evaluations_endpoint: 'https://pdp.example/access/v1/evaluations',
      search_subject_endpoint: 'https://pdp.example/access/v1/search/subject',
      search_resource_endpoint: 'https://pdp.example/access/v1/search/resource',
      search_action_endpoint: 'https://pdp.example/access/v1/search/action',
    })
    expect(await read('https://example.com/pdp/')).toMatchObject({
      policy_decision_point: 'https://example.com/pdp',
      access_evaluation_endpoint: 'https://example.com/pdp/access/v1/evaluation',
    })
  })

  it('name only addresses that answer', async () => {
    const authz = testAuthz()
    const { policy_decision_point: base, ...endpoints } = await read('http://authz.test')
    for (const url of Object.values<string>(endpoints)) {
      expect((await authz.post(url.slice(base.length), {})).status).toBe(400)
    }
  })

  it('ignore the Host header and what proxies say of it', async () => {
    const told = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' }
    const forwarded = { ...told, forwarded: 'host=evil.example' }
    expect(await read('https://pdp.example', forwarded)).toEqual(await read('https://pdp.example'))
  })
})
