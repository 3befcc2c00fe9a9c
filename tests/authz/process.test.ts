import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, it } from 'vitest'

const MAIN = fileURLToPath(import.meta.resolve('../../services/authz/src/main.ts'))

/** The real process, with this environment and no other variable. */
const run = (env: Record<string, string>) => {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=source', MAIN], { env })
  const output = { out: '', err: '' }
  child.stdout?.on('data', (chunk) => {
    output.out += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    output.err += String(chunk)
  })
  return { child, output, ended: once(child, 'close').then(([code]): unknown => code) }
}

const freePort = async (): Promise<{ port: string; free(): void }> => {
  const server = createServer().listen(0, '0.0.0.0')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: address === null || typeof address === 'string' ? '' : String(address.port),
    free: () => server.close(),
  }
}

const environment = () => ({ AUTHZ_DATABASE_URL: inject('authzDatabaseUrl'), AUTHZ_CLIENT_KEYS: 'tests:sesame' })

const untilReady = async (url: string): Promise<number> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer !== undefined) return answer.status
    await pause(100)
  }
  return 0
}

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

  it.each(['SIGTERM', 'SIGINT'] as const)('answers, and ends with 0 on %s', async (signal) => {
    const { port, free } = await freePort()
    free()
    const { child, output, ended } = run({ ...environment(), AUTHZ_PORT: port })
    expect(await untilReady(`http://127.0.0.1:${port}`), output.err).toBe(200)
    const denied = await fetch(`http://127.0.0.1:${port}/authz/check`, { method: 'POST' })
    expect(denied.status).toBe(401)
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(output.err).toBe('')
  })

  it('starts without its database and says that it is not ready', async () => {
    const [own, database] = [await freePort(), await freePort()]
    own.free()
    database.free()
    const url = `postgresql://authz:authz@127.0.0.1:${database.port}/latchkey`
    const { child, output, ended } = run({ ...environment(), AUTHZ_PORT: own.port, AUTHZ_DATABASE_URL: url })
    expect(await untilReady(`http://127.0.0.1:${own.port}`), output.err).toBe(503)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})
