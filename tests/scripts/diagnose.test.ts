import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { afterAll, expect, inject, it } from 'vitest'
import { clockFinding } from '../../scripts/diagnose/database.ts'
import { diagnose } from '../../scripts/diagnose/diagnose.ts'
import { nodeVersion } from '../../scripts/diagnose/machine.ts'

const directory = mkdtempSync(join(tmpdir(), 'latchkey-diagnose-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const ports = async () => ({ CORE_API_PORT: String(await freePort()), AUTHZ_PORT: String(await freePort()) })
const healthy = async () => ({ DATA_DIR: join(directory, 'data'), ...(await ports()) })

/** What is wrong, by what it is about. */
const faults = async (env: Record<string, string>) =>
  Object.fromEntries((await diagnose(env)).filter(({ good }) => !good).map(({ what, told }) => [what, told]))

it('finds nothing on a machine that is well, with either database', async () => {
  expect(await faults(await healthy())).toEqual({})
  const databases = { DATABASE_URL: inject('databaseUrl'), AUTHZ_DATABASE_URL: inject('authzDatabaseUrl') }
  expect(await faults({ ...(await healthy()), ...databases })).toEqual({})
})

it('names a port that is taken by somebody else, and its variable', async () => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const found = await faults({ ...(await healthy()), AUTHZ_PORT: port })
  server.close()
  expect(found).toEqual({ ports: expect.stringMatching(`${port} is in use.*AUTHZ_PORT`) })
})

it('names every variable that is not valid', async () => {
  const found = await faults({ ...(await healthy()), LOGIN_LIMIT_ACCOUNT: 'many', REFRESH_GRACE_SECONDS: 'few' })
  expect(found['configuration']).toMatch(
    /LOGIN_LIMIT_ACCOUNT[\s\S]*REFRESH_GRACE_SECONDS|REFRESH_GRACE_SECONDS[\s\S]*LOGIN_LIMIT_ACCOUNT/,
  )
})

it('tells of a database that is not there, and of one that takes no writes', async () => {
  const closed = `postgresql://nobody@127.0.0.1:${await freePort()}/nothing`
  expect(Object.keys(await faults({ ...(await healthy()), DATABASE_URL: closed }))).toEqual(['database'])
  const url = new URL(inject('databaseUrl'))
  url.searchParams.set('options', '-c default_transaction_read_only=on')
  const found = await faults({ ...(await healthy()), DATABASE_URL: url.href })
  expect(found).toEqual({ database: expect.stringContaining('takes no writes') })
})

it('tells of a clock that is wrong, and not of a slow way', () => {
  const at = (seconds: number) => new Date(seconds * 1_000)
  expect(clockFinding('clock', at(100), 90_000, 110_000)).toMatchObject({ good: true })
  expect(clockFinding('clock', at(100), 101_000, 102_000)).toMatchObject({ good: true })
  expect(clockFinding('clock', at(100), 103_000, 104_000)).toMatchObject({ good: false })
  expect(clockFinding('clock', at(107), 103_000, 104_000)).toMatchObject({ good: false })
})

it('tells of a Node that is too old', () => {
  expect(nodeVersion('18.20.0')).toMatchObject({ good: false })
  expect(nodeVersion('20.0.0')).toMatchObject({ good: true })
})
