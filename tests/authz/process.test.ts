import { describe, expect, inject, it } from 'vitest'
import { describeEnd, freePort, runService, untilReadyIs } from '../support/service-process.ts'

const run = (env: Record<string, string>) => runService('authz', env)
const environment = () => ({ AUTHZ_DATABASE_URL: inject('authzDatabaseUrl'), AUTHZ_CLIENT_KEYS: 'tests:sesame' })
/** Sends SIGHUP as soon as the code of the service runs: when the first package that it needs is looked for. */
const HANG_UP_EARLY = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  let isSent = false
  registerHooks({ resolve: (name, context, next) => {
    if (!isSent && name.endsWith('/start.ts')) {
      isSent = true
      process.kill(process.pid, 'SIGHUP')
      process.stderr.write('hung up\\n')
    }
    return next(name, context)
  } })`)}`

describe('the process', () => {
  it('that cannot be configured says why in one message and ends with 1', async () => {
    const { output, ended } = run({ AUTHZ_CLIENT_KEYS: 'sesame', AUTHZ_PORT: 'x' })
    expect(await ended).toBe(1)
    expect(output.err).toMatch(/^authz cannot start\. The configuration is not valid:\n/)
    expect(output.err.trim().split('\n')).toHaveLength(4)
    expect(output.err).not.toContain('sesame')
    expect(output.err).not.toContain('    at ')
  })

  it('whose port is taken says so and ends with 1', async () => {
    const { port, free } = await freePort()
    const { output, ended } = run({ ...environment(), AUTHZ_PORT: port })
    expect(await ended).toBe(1)
    expect(output.err).toContain('EADDRINUSE')
    free()
  })

  it('serves on after SIGHUP, with no file to read again and while it starts', { timeout: 120_000 }, async () => {
    const { port, free } = await freePort()
    free()
    const { child, output, ended } = run({ ...environment(), AUTHZ_PORT: port, NODE_OPTIONS: HANG_UP_EARLY })
    await untilReadyIs(`http://127.0.0.1:${port}`, 200)
    expect(output.err).toBe('hung up\n')
    child.kill('SIGHUP')
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  describeEnd('authz', async (port) => ({ ...environment(), AUTHZ_PORT: port }))

  it('starts without its database and says that it is not ready', async () => {
    const [own, database] = [await freePort(), await freePort()]
    own.free()
    database.free()
    const url = `postgresql://authz:authz@127.0.0.1:${database.port}/latchkey`
    const { child, ended } = run({ ...environment(), AUTHZ_PORT: own.port, AUTHZ_DATABASE_URL: url })
    await untilReadyIs(`http://127.0.0.1:${own.port}`, 503)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('is ready without its database when the primary behind it answers', async () => {
    const own = await freePort()
    own.free()
    const gone = 'postgresql://authz:authz@127.0.0.1:1/latchkey'
    const AUTHZ_FALLBACK_DATABASE_URL = inject('authzDatabaseUrl')
    const urls = { AUTHZ_DATABASE_URL: gone, AUTHZ_FALLBACK_DATABASE_URL, AUTHZ_PORT: own.port }
    const { child, ended } = run({ ...environment(), ...urls })
    await untilReadyIs(`http://127.0.0.1:${own.port}`, 200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})
