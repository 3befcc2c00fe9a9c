import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'

export type Environment = Readonly<Record<string, string>>

/** The real process of a service, with this environment and no other variable. */
export function runService(service: 'authz' | 'core-api', env: Environment) {
  const main = fileURLToPath(new URL(`../../services/${service}/src/main.ts`, import.meta.url))
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const
  const child: ChildProcess = spawn(process.execPath, ['--conditions=source', main], { env, stdio: [...stdio] })
  const output = { out: '', err: '' }
  child.stdout?.on('data', (chunk) => {
    output.out += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    output.err += String(chunk)
  })
  // Not the event `close`: Node does not emit it for a process that was disconnected.
  return { child, output, ended: once(child, 'exit').then(([code]): unknown => code) }
}

export async function freePort(): Promise<{ port: string; free(): void }> {
  const server = createServer().listen(0, '0.0.0.0')
  await once(server, 'listening')
  const address = server.address()
  const port = address === null || typeof address === 'string' ? '' : String(address.port)
  return { port, free: () => server.close() }
}

const START_MS = 60_000

/** Waits until a service that starts answers so when it is asked whether it is ready. */
export const untilReadyIs = (url: string, status: number): Promise<void> => {
  const isReady = async () => {
    const answer = await fetch(`${url}/readyz`)
    if (answer.status !== status) throw new Error(`/readyz answers ${answer.status}`)
  }
  return vi.waitFor(isReady, { timeout: START_MS })
}

const DELAY_MS = '600000'
const ENDING = { timeout: 2 * START_MS }
/**
 * Lets a promise be rejected in a process that is told so, with what a database or a mail server adds to its errors. Put
 * together only there: the address of this code, which stands in the stack, is the code itself.
 */
const CRASH = `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => {
  const [address, value] = [['ada', 'example.test'].join('@'), ['ses', 'ame'].join('')]
  const rest = { detail: 'Key (email)=(' + address + ') exists', rejected: [address], parameters: [value] }
  Promise.reject(Object.assign(new Error('nobody waits for this: ' + address), rest))
})`)}`

/** What the process of every service promises of its end. `environmentOf` is given the port to listen on. */
export function describeEnd(
  service: 'authz' | 'core-api',
  environmentOf: (port: string) => Promise<Environment>,
): void {
  const start = async (env: Environment = {}) => {
    const { port, free } = await freePort()
    free()
    const url = `http://127.0.0.1:${port}`
    const started = runService(service, { ...(await environmentOf(port)), ...env })
    await untilReadyIs(url, 200)
    return { ...started, url }
  }
  const statusAt = async (url: string) => (await fetch(url)).status

  it.each(['SIGTERM', 'SIGINT'] as const)('answers, and ends with 0 on %s', ENDING, async (signal) => {
    const { child, output, ended } = await start()
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(output.err).toBe('')
    expect(output.out).toContain('"msg":"stopping"')
  })

  it('told to end, is not ready but serves on until it is told again, and ends with 0', ENDING, async () => {
    const { child, url, output, ended } = await start({ SHUTDOWN_DELAY_MS: DELAY_MS })
    child.kill('SIGTERM')
    await expect.poll(() => statusAt(`${url}/readyz`)).toBe(503)
    expect(await statusAt(`${url}/livez`)).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(output.err).toBe('')
  })

  it('ends with 1 by what nobody catches, with a line of the log that tells no address or value', ENDING, async () => {
    const { child, output, ended } = await start({ NODE_OPTIONS: CRASH })
    child.kill('SIGUSR2')
    expect(await ended).toBe(1)
    expect(output.out).toContain('"message":"nobody waits for this: (address)"')
    expect(output.out).toContain('"msg":"crashed"')
    expect(output.err).toBe('')
    expect(output.out).not.toMatch(/ada@|sesame/)
  })

  it('ends with 0 and without delay when whoever started it is gone', ENDING, async () => {
    const { child, ended } = await start({ SHUTDOWN_DELAY_MS: DELAY_MS })
    child.disconnect()
    expect(await ended).toBe(0)
  })
}
