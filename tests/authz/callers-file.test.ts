import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCallersFile } from '@latchkey/authz/http/callers-file'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { digestOf } from '../support/callers.ts'
import { freePort, runService, untilReadyIs } from '../support/service-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-callers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let written = 0
const write = (content: unknown): string => {
  written += 1
  const path = join(folder, `callers-${written}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const entry = (name: string, keys: readonly string[] = [name], more: object = {}) => ({
  ...{ name, keySha256: keys.map(digestOf), may: ['check'], orgs: '*' },
  ...more,
})
const ORG = '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c42'

describe('the file of callers', () => {
  it('names who may ask what, about which orgs, and how often', () => {
    const path = write([
      { ...entry('reports'), keySha256: [digestOf('one').toUpperCase(), digestOf('two')] },
      entry('doors', ['three'], { may: ['check', 'search'], orgs: [ORG], perSecond: 2.5 }),
    ])
    expect(readCallersFile(path)).toEqual([
      { name: 'reports', digests: [digestOf('one'), digestOf('two')], may: new Set(['check']), orgs: '*' },
      {
        ...{ name: 'doors', digests: [digestOf('three')], may: new Set(['check', 'search']) },
        ...{ orgs: new Set([ORG]), perSecond: 2.5 },
      },
    ])
  })

  it.each<[what: string, content: unknown, complaint: string]>([
    ['that is not JSON', '[', 'JSON'],
    ['that is no list', {}, 'array'],
    ['with a member that means nothing', [entry('a', ['a'], { org: '*' })], '/0'],
    ['with a key in place of its digest', [{ ...entry('a'), keySha256: ['sesame'] }], '/0/keySha256/0'],
    ['without a key', [entry('a', [])], '/0/keySha256'],
    ['with an unknown capability', [entry('a', ['a'], { may: ['check', 'write'] })], '/0/may/1'],
    ['with an org that is no id', [entry('a', ['a'], { orgs: ['harbour'] })], '/0/orgs'],
    ['with a rate of nothing', [entry('a', ['a'], { perSecond: 0 })], '/0/perSecond'],
    ['with an odd name', [entry('A b')], '/0/name'],
    ['with a caller twice', [entry('a', ['1']), entry('a', ['2'])], 'names a caller twice'],
    ['with a key twice', [entry('a', ['1']), entry('b', ['1'])], 'has a key twice'],
  ])('%s is refused, with its path and what is wrong', (_, content, complaint) => {
    const path = write(content)
    expect(() => readCallersFile(path)).toThrow(`AUTHZ_CALLERS_FILE ${path}: `)
    expect(() => readCallersFile(path)).toThrow(complaint)
  })
})

const start = async (path: string, env: Record<string, string> = {}) => {
  const { port, free } = await freePort()
  free()
  const url = `http://127.0.0.1:${port}`
  const database = { AUTHZ_DATABASE_URL: inject('authzDatabaseUrl') }
  return { url, ...runService('authz', { ...database, AUTHZ_PORT: port, AUTHZ_CALLERS_FILE: path, ...env }) }
}
const statusOf = async (url: string, key: string) =>
  (await fetch(`${url}/authz/check`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })).status
const [KNOWN, UNKNOWN] = [400, 401]

describe('the process', { timeout: 120_000 }, () => {
  it('reads the file again on SIGHUP, and keeps what it had when that is not good', async () => {
    const path = write([entry('reports', ['old'])])
    const { child, url, output, ended } = await start(path)
    await untilReadyIs(url, 200)
    const untilLogged = (text: string, times: number) =>
      expect.poll(() => output.out.split(text).length - 1, { timeout: 60_000 }).toBe(times)
    expect([await statusOf(url, 'old'), await statusOf(url, 'new')]).toEqual([KNOWN, UNKNOWN])

    writeFileSync(path, JSON.stringify([entry('reports', ['old', 'new'])]))
    expect(await statusOf(url, 'new')).toBe(UNKNOWN)
    child.kill('SIGHUP')
    await untilLogged('was read again', 1)
    expect([await statusOf(url, 'old'), await statusOf(url, 'new')]).toEqual([KNOWN, KNOWN])

    writeFileSync(path, '[')
    child.kill('SIGHUP')
    await untilLogged('cannot be used', 1)
    expect(output.out).toContain('"level":50')
    expect([await statusOf(url, 'old'), await statusOf(url, 'new')]).toEqual([KNOWN, KNOWN])

    writeFileSync(path, JSON.stringify([entry('reports', ['new'])]))
    child.kill('SIGHUP')
    await untilLogged('was read again', 2)
    expect([await statusOf(url, 'old'), await statusOf(url, 'new')]).toEqual([UNKNOWN, KNOWN])
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it.each<[what: string, content: unknown, complaint: string]>([
    ['that is not good', [{ name: 'reports' }], '/0/keySha256'],
    ['that has a key of AUTHZ_CLIENT_KEYS', [entry('doors', ['sesame'])], 'a key of doors is that of another entry'],
  ])('does not start with a file %s, and says why', async (_, content, complaint) => {
    const { output, ended } = await start(write(content), { AUTHZ_CLIENT_KEYS: 'reports:sesame' })
    expect(await ended).toBe(1)
    expect(output.err).toMatch(/^authz cannot start\. /)
    expect(output.err).toContain(complaint)
    expect(output.err).not.toContain('    at ')
  })

  it('does not start with a file that is not there', async () => {
    const { output, ended } = await start(join(folder, 'nowhere.json'))
    expect(await ended).toBe(1)
    expect(output.err).toContain('nowhere.json: ENOENT')
  })
})
