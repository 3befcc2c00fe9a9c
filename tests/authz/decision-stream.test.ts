import { describe, expect, inject, it } from 'vitest'
import { eventually } from '../support/mail.ts'
import { freePort, runService, untilReadyIs } from '../support/service-process.ts'

const KEY = 'sesame-of-the-decisions'
const environment = {
  AUTHZ_DATABASE_URL: inject('authzDatabaseUrl'),
  AUTHZ_CLIENT_KEYS: `tests:${KEY}`,
  AUTHZ_DECISION_LOG: 'all',
}
const question = {
  subject: { type: 'user', id: 'x' },
  action: { name: 'units.read' },
  resource: { type: 'org', id: 'x' },
}

describe('decisions', () => {
  it('stand alone on standard error when that is their place', { timeout: 60_000 }, async () => {
    const { port, free } = await freePort()
    free()
    const { child, output, ended } = runService('authz', {
      ...environment,
      AUTHZ_PORT: port,
      AUTHZ_DECISION_LOG_FILE: 'stderr',
    })
    await untilReadyIs(`http://127.0.0.1:${port}`, 200)
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
    await fetch(`http://127.0.0.1:${port}/authz/check`, { method: 'POST', headers, body: JSON.stringify(question) })
    await eventually(() => output.err.includes('\n') || undefined)
    expect(JSON.parse(output.err)).toMatchObject({ msg: 'decision', decision: false })
    expect(output.out).not.toContain('"msg":"decision"')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('whose file cannot be opened are told at the start, which fails', { timeout: 60_000 }, async () => {
    const { output, ended } = runService('authz', { ...environment, AUTHZ_DECISION_LOG_FILE: '/nowhere/decisions.log' })
    expect(await ended).toBe(1)
    expect(output.err).toMatch(/^authz cannot start\. ENOENT.*\/nowhere\/decisions\.log/)
  })
})
