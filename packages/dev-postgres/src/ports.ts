import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, LaunchError } from './errors.ts'

/** Listens for a moment; resolves to the port, rejects with the listen error. */
function tryPort(port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)))
    })
  })
}

/** The wished port of the loopback address when it is free, else any other. */
export const freePort = (wished = 0): Promise<number> =>
  tryPort(wished, '127.0.0.1').catch(() => tryPort(0, '127.0.0.1'))

async function faultOf(variable: string, port: number): Promise<string | undefined> {
  try {
    await tryPort(port)
    return undefined
  } catch (error) {
    const code = codeOf(error)
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${String(code)})`
    return `Port ${port} ${why}. Free it or set ${variable} to another one.`
  }
}

/**
 * @param patienceMs how long to wait for services of a killed launcher that are still stopping
 * @throws LaunchError that names every port that is taken and its variable
 */
export async function assertPortsFree(
  ports: Readonly<Record<string, number>>,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const faults = await Promise.all(Object.entries(ports).map(([variable, port]) => faultOf(variable, port)))
    const found = faults.filter((fault) => fault !== undefined)
    if (found.length === 0) return
    if (Date.now() >= deadline) throw new LaunchError(found.join('\n'))
    await sleep(100, undefined, { signal })
  }
}
