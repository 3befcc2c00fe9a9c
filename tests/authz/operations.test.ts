import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = testAuthz()

describe('without a key', () => {
  it('livez and readyz answer', async () => {
    expect(await (await authz.request('/livez')).json()).toEqual({ status: 'ok' })
    expect(await (await authz.request('/readyz')).json()).toEqual({ status: 'ok', checks: { database: 'ok' } })
  })

  it('metrics are given by route pattern, never by path', async () => {
    await authz.request('/some/secret/path')
    await authz.ask(await world.user(), 'units.read', { type: 'org', id: world.orgId })
    const metrics = await (await authz.request('/metrics')).text()
    expect(metrics).toContain('route="/authz/check",status="200"')
    expect(metrics).not.toContain('secret')
  })
})

describe('a request id', () => {
  const idOf = async (headers: Record<string, string>) =>
    (await authz.post('/authz/check', {}, headers)).headers.get('x-request-id')

  it('is echoed when it is given, in the header and in the problem', async () => {
    const answer = await authz.post('/authz/check', {}, { 'x-request-id': 'Request 1/α'.slice(0, 10) })
    expect(answer.headers.get('x-request-id')).toBe('Request 1/')
    expect(await answer.json()).toMatchObject({ requestId: 'Request 1/' })
  })

  it('is made when it is not', async () => {
    const [one, other] = [await idOf({}), await idOf({})]
    expect(one).toMatch(/^[0-9a-f-]{36}$/)
    expect(one).not.toBe(other)
  })
})
