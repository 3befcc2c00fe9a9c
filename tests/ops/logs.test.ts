import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOG_LINES } from '@latchkey/shared/log-lines'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PASSWORD } from '../support/accounts.ts'
import { eventually } from '../support/mail.ts'
import { runningServices } from '../support/running-services.ts'
import { leaksOf, recordingProxy } from '../support/secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-logs-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'decisions.log')
const {
  authz,
  coreApi,
  secrets: given,
  walkthrough,
} = await runningServices({
  authz: { LOG_LEVEL: 'trace', AUTHZ_DECISION_LOG: 'all', AUTHZ_DECISION_LOG_FILE: file },
  coreApi: { LOG_LEVEL: 'trace', LOG_CLIENT_ADDRESS: 'full' },
})
const { url, secrets } = await recordingProxy(coreApi.url)
for (const secret of Object.values(given)) secrets.add(secret)

const decisions = (at = file): string => readFileSync(at, 'utf8')
const everything = (): string =>
  [authz, coreApi].flatMap(({ output }) => [output.out, output.err]).join('\n') + decisions()
const Line = z.record(z.string(), z.unknown())
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)))
const post = (path: string, body: string, headers = {}) =>
  fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
/** Asks authz something, and waits until the decision has been written. */
const decide = async (requestId: string, at = file) => {
  const subject = { type: 'user', id: 'nobody' }
  const question = { subject, action: { name: 'units.read' }, resource: { type: 'org', id: 'none' } }
  const headers = { authorization: `Bearer ${given.authzKey}`, 'x-request-id': requestId }
  const body = JSON.stringify(question)
  await fetch(`${authz.url}/authz/check`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  })
  await eventually(() => decisions(at).includes(requestId) || undefined)
}

beforeAll(async () => {
  await walkthrough(url)
  const login = { email: 'nobody@example.org', password: PASSWORD }
  await post('/api/auth/login', JSON.stringify(login))
  await post('/api/auth/login', JSON.stringify(login).slice(0, -1))
  await post(`/api/auth/login?password=${PASSWORD}`, JSON.stringify({ ...login, more: PASSWORD }))
  await post('/api/auth/refresh', JSON.stringify({ refreshToken: 'a-refresh-token-of-nobody' }))
  await post('/api/users', '{}', { authorization: 'Bearer not.a.token-of-anybody' })
  await decide('the-last-of-the-traffic')
}, 120_000)

describe('all that both services write during all flows', () => {
  it('holds no password, token, key or link', () => {
    expect(secrets.size).toBeGreaterThan(50)
    expect([...secrets]).toContain(PASSWORD)
    expect(leaksOf(secrets, everything())).toEqual([])
    expect(everything()).not.toMatch(/token=|accept-invite\?|reset-password\?|confirm-email\?|Bearer /)
  })

  it('would be found to hold one that is planted', async () => {
    const planted = 'a-secret-that-somebody-took-for-a-request-id'
    await fetch(`${coreApi.url}/livez`, { headers: { 'x-request-id': planted } })
    await eventually(() => coreApi.output.out.includes(planted) || undefined)
    expect(leaksOf([...secrets, planted], everything())).toEqual([planted])
  })

  it('holds no mail address', () => {
    expect(everything()).not.toMatch(/[\w.+-]+@[\w-]+\.[a-z]{2,}/)
  })

  it.each([
    ['authz', authz],
    ['core-api', coreApi],
  ] as const)('are lines of the catalogue: %s', (service, { output }) => {
    expect(output.err).toBe('')
    const lines = linesOf(output.out)
    expect(lines.length).toBeGreaterThan(20)
    for (const { level, time, service: own, msg, ...members } of [
      ...lines,
      ...(service === 'authz' ? linesOf(decisions()) : []),
    ]) {
      expect([own, typeof level, typeof time]).toEqual([service, 'number', 'string'])
      const known =
        Object.entries(LOG_LINES).find(([name]) => name === msg)?.[1] ?? expect.fail(`no line ${String(msg)}`)
      const names = Object.keys(members)
      const listed: readonly string[] = known.members
      expect(listed.map((name) => name.replace('?', ''))).toEqual(expect.arrayContaining(names))
      expect(names).toEqual(expect.arrayContaining(listed.filter((name) => !name.endsWith('?'))))
    }
  })

  it('tells the address of the client, as it is told to', () => {
    const requests = linesOf(coreApi.output.out).filter(({ msg }) => msg === 'request')
    expect(new Set(requests.map(({ client }) => client))).toEqual(new Set(['127.0.0.1']))
    expect(authz.output.out).not.toContain('"client"')
  })
})

describe('decisions with a file of their own', () => {
  it('stand there alone, readable by their owner', () => {
    expect(linesOf(decisions()).every(({ msg }) => msg === 'decision')).toBe(true)
    expect(authz.output.out).not.toContain('"msg":"decision"')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('go to a new one after SIGHUP, and none is lost', async () => {
    await decide('before the move')
    const moved = `${file}.1`
    renameSync(file, moved)
    const before = decisions(moved)
    await decide('between move and signal', moved)
    authz.kill('SIGHUP')
    await eventually(() => statSync(file, { throwIfNoEntry: false }))
    await decide('after the signal')
    expect(decisions(moved).startsWith(before)).toBe(true)
    expect(decisions(moved)).not.toContain('after the signal')
    expect(linesOf(decisions()).map(({ requestId }) => requestId)).toEqual(['after the signal'])
  })

  it('go on at the beginning of one that was copied and truncated', async () => {
    await decide('before it was truncated')
    truncateSync(file)
    await decide('after it was truncated')
    expect(linesOf(decisions()).map(({ requestId }) => requestId)).toEqual(['after it was truncated'])
  })
})
