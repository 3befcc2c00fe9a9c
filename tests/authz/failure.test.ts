import { createFacts } from '@latchkey/authz/facts/facts'
import { createPool } from '@latchkey/authz/facts/pool'
import { createLogger } from '@latchkey/shared/logger'
import { afterAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { databaseProxy } from '../support/database-proxy.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const userId = await world.user({ roles: ['viewer'] })
const question = {
  subject: { type: 'user', id: userId },
  action: { name: 'units.read' },
  resource: { type: 'building', id: await world.building() },
}

const proxy = await databaseProxy(inject('authzDatabaseUrl'))
const lines: string[] = []
const logger = createLogger('authz', 'info', { write: (line) => lines.push(line) })
const pool = createPool(proxy.url, 2, logger)
const authz = testAuthz({ facts: createFacts(pool), logger })
afterAll(() => pool.end())

const answers = async () => {
  const asked = ['/authz/check', '/authz/abilities'].map((path) => authz.post(path, question))
  const [check, abilities] = await Promise.all(asked)
  if (check === undefined || abilities === undefined) throw new Error('two questions, two answers')
  return { check, abilities }
}

const expectDecisions = async () => {
  const { check, abilities } = await answers()
  expect(await check.json()).toMatchObject({ decision: true })
  expect(abilities.status).toBe(200)
  expect((await authz.request('/readyz')).status).toBe(200)
}

const expectErrors = async () => {
  for (const answer of Object.values(await answers())) {
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    const problem: unknown = await answer.json()
    expect(problem).toMatchObject({ code: 'unavailable', detail: 'Not available now' })
    expect(problem).not.toHaveProperty('decision')
    expect(problem).not.toHaveProperty('rules')
  }
}

/** A connection that was cut is noticed with the next turn of the event loop, or by the question that uses it. */
const untilWell = () => vi.waitFor(expectDecisions, { timeout: 5_000 })

describe('a database that is gone', () => {
  beforeEach(untilWell)

  it('makes every answer an error, never a denial, until it is back', async () => {
    await proxy.refuse()
    await expectErrors()
    await proxy.accept()
    await untilWell()
  })

  it('makes readyz 503 and leaves livez 200', async () => {
    await proxy.refuse()
    const ready = await authz.request('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'failed', checks: { database: 'failed' } })
    expect((await authz.request('/livez')).status).toBe(200)
    await proxy.accept()
    expect(await (await authz.request('/readyz')).json()).toEqual({ status: 'ok', checks: { database: 'ok' } })
  })

  it('leaves the questions that need no database', async () => {
    await proxy.refuse()
    const answer = await authz.post('/authz/check', { ...question, action: { name: 'units.paint' } })
    expect(await answer.json()).toMatchObject({ decision: false, context: { reason: { code: 'unknown_action' } } })
    await proxy.accept()
  })

  it('or silent is an error too, within five seconds, and not ready within two', async () => {
    proxy.freeze()
    const started = performance.now()
    expect((await authz.request('/readyz')).status).toBe(503)
    // What the contract of /readyz allows.
    expect(performance.now() - started).toBeLessThan(2_000)
    await expectErrors()
    expect(performance.now() - started).toBeLessThan(7_000)
    proxy.thaw()
    await untilWell()
  })

  it('is logged with its cause, the caller and the request, and without the key', async () => {
    lines.length = 0
    await proxy.refuse()
    await authz.post('/authz/check', question, { 'x-request-id': 'the-request' })
    await proxy.accept()
    const failed = lines.find((line) => line.includes('request failed')) ?? '{}'
    expect(JSON.parse(failed)).toMatchObject({
      code: 'unavailable',
      caller: 'tests',
      requestId: 'the-request',
      err: {},
    })
    expect(lines.join('')).not.toContain(authz.key)
  })
})
