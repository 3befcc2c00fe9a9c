import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startThrowaway } from '@latchkey/dev-postgres/throwaway'
import { AUTHZ_LIMITS, DB_LIMITS } from '@latchkey/shared/connection-limits'
import { connectionTo, settingsLost } from '@latchkey/shared/postgres'
import pg from 'pg'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { makeEnvironments } from '../../scripts/bench/services/environment.ts'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { makeHostile } from '../support/hostile.ts'
import { hasPgbouncer, startPgbouncer } from '../support/pgbouncer.ts'
import { runOn } from '../support/scratch.ts'
import { runService, untilReadyIs } from '../support/service-process.ts'
import { runToEnd } from './launcher.ts'

const TWICE_AT_ONCE = [1, 2]

const suite = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pooled-'))
  const server = await startThrowaway()
  const owner = new URL(server.url)
  const asRole = (username: string) =>
    Object.assign(new URL(server.url), { username, password: `the-role-${username}` })
  const [coreApi, authz] = [asRole('latchkey_core_api'), asRole('latchkey_authz')]
  await deploy(owner.href, authz.href, coreApi.href)
  // It keeps what the first connection of a database told it: each change of what they begin with takes a new one.
  const start = () => startPgbouncer([coreApi.href, authz.href])
  let bouncer = await start()
  const urls = () => ({ url: bouncer.through(coreApi.href), authzUrl: bouncer.through(authz.href) })
  const startAnew = async () => {
    await bouncer.stop()
    bouncer = await start()
  }
  afterAll(async () => {
    await bouncer.stop()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const migratePooled = () =>
    runToEnd('migrate', ['pooled'], {
      DATABASE_URL: owner.href,
      CORE_API_DATABASE_URL: coreApi.href,
      AUTHZ_DATABASE_URL: authz.href,
    })
  /** Both services over PgBouncer, whose connections are new; answers core-api, and what it has written. */
  async function startBoth(named: 'on' | 'off', readiness: number) {
    const environments = await makeEnvironments(urls(), folder)
    const add = { DATABASE_NAMED_STATEMENTS: named, PATH: process.env['PATH'] ?? '' }
    const [asked, asking] = [
      runService('authz', { ...environments.authz, ...add }),
      runService('core-api', { ...environments.coreApi, ...add }),
    ]
    onTestFinished(async () => {
      for (const { child, ended } of [asking, asked]) {
        child.kill('SIGKILL')
        await ended
      }
    })
    const at = `http://127.0.0.1:${environments.coreApi['CORE_API_PORT']}`
    await untilReadyIs(at, readiness)
    const variables = { CORE_API_URL: at, PLATFORM_API_KEY: environments.platformKey, DATA_DIR: folder }
    const listOrgs = async () => {
      const headers = { 'x-platform-key': environments.platformKey }
      return (await fetch(`${at}/api/platform/orgs`, { headers })).status
    }
    return {
      output: asking.output,
      play: () => runToEnd('walkthrough', [], variables),
      listOrgs: () => Promise.all(Array.from({ length: 100 }, listOrgs)),
    }
  }
  const lostThrough = async (through: string, limits: typeof AUTHZ_LIMITS) => {
    const client = new pg.Client(connectionTo(through, limits))
    await client.connect()
    const settings = 'SELECT json_object_agg(name, setting) AS held FROM pg_settings'
    const { rows } = await client.query<{ held: Record<string, string> }>(settings)
    await client.end()
    return settingsLost(rows[0]?.held ?? {}, limits)
  }

  it('drops what a connection must have: core-api says which settings, and that it is not ready', async () => {
    await runOn(owner.href, `ALTER DATABASE latchkey SET TimeZone = 'America/New_York'`)
    await startAnew()
    expect(await lostThrough(urls().url, DB_LIMITS)).toContain('TimeZone')
    const { output } = await startBoth('off', 503)
    await expect.poll(() => output.out, { timeout: 10_000 }).toContain('pnpm migrate pooled')
    expect(output.out).toContain('TimeZone')
  })

  it('has it, when it is written onto the roles', async () => {
    await makeHostile(owner.href)
    const { code, output } = await migratePooled()
    expect(code, output).toBe(0)
    await startAnew()
    const { url, authzUrl } = urls()
    expect(await lostThrough(url, DB_LIMITS)).toEqual([])
    expect(await lostThrough(authzUrl, AUTHZ_LIMITS)).toEqual([])
  })

  it('serves the whole story, twice at once, with statements that have no names', async () => {
    const { play, listOrgs, output } = await startBoth('off', 200)
    for (const story of await Promise.all(TWICE_AT_ONCE.map(play))) {
      expect(story.output).not.toContain('✗')
      expect(story.code, story.output).toBe(0)
    }
    expect(new Set(await listOrgs())).toEqual(new Set([200]))
    expect(output.out).not.toContain('prepared statement')
  })

  it('would not, with statements that have names', async () => {
    const { listOrgs, output } = await startBoth('on', 200)
    expect(await listOrgs()).toContain(500)
    expect(output.out).toContain('prepared statement')
  })
}

if (hasPgbouncer()) describe('PgBouncer 1.18 in transaction mode', suite)
else it.skip('PgBouncer 1.18 in transaction mode')
