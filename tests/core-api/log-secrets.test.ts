import { ENDPOINTS } from '@latchkey/core-api/app'
import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/accounts.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples } from '../support/examples.ts'
import type { Http } from '../support/http.ts'
import { leaksOf, secretsOf } from '../support/secrets.ts'
import { keptLog } from '../support/shell.ts'

const { lines, logger } = keptLog('core-api', 'trace')
const api = await testCoreApi({ logger })
const examples = await createExamples(api, ownerPool())
const routes = ENDPOINTS.map(({ method, path }) => [method.toUpperCase(), path] as const)

/** What is sent, spoilt in ways that quote it where errors are made carelessly. */
const spoilt = (body: object): string[] => {
  const whole = JSON.stringify(body)
  return [whole.slice(0, -1), `${whole},`, JSON.stringify({ ...body, unknown: PASSWORD }), `[${whole}]`]
}

async function play(http: Http, method: string, path: string, body: object | undefined) {
  const reply = await http.send(method, `/api${path}`, body)
  const secrets = [...secretsOf(body), ...secretsOf(reply.body), PLATFORM_KEY, PASSWORD]
  for (const text of body === undefined ? [] : spoilt(body))
    await http.raw(`/api${path}`, { method, body: text, headers: { 'content-type': 'application/json' } })
  await http.send(method, `/api${path}?token=${PASSWORD}&password=${PASSWORD}`, body)
  return { status: reply.status, secrets }
}

describe('the log of core-api holds none of the secrets that it is sent or answers with', () => {
  it.each(routes)('%s %s', async (method, path) => {
    const { http, path: filled, body } = await (examples[`${method} ${path}`] ?? expect.fail(path))()
    lines.length = 0
    const { status, secrets } = await play(http, method, filled, body)
    expect(status).toBeLessThan(300)
    expect(lines.length).toBeGreaterThan(0)
    expect(leaksOf(secrets, JSON.stringify(lines))).toEqual([])
  })

  it('and would be found to hold one', () => {
    logger.warn({ password: PASSWORD }, 'planted')
    expect(leaksOf([PASSWORD], JSON.stringify(lines))).toEqual([PASSWORD])
  })
})
