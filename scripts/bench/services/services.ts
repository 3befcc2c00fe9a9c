import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@latchkey/dev-postgres/ports'
import { becomesReady } from '../../launcher/ready.ts'
import { NODE_FLAGS } from '../../launcher/services.ts'
import { type Child, startChild } from '../children.ts'
import { onCore } from '../cores.ts'
import type { Environments } from './environment.ts'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export type ServiceName = 'authz' | 'core-api'

const READY_MS = 60_000
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR']

export interface Service {
  readonly url: string
  readonly child: Child
  /** Everything it wrote to its standard output. */
  readonly log: string
}

export interface Services {
  readonly environments: Environments
  readonly authz: Service
  readonly coreApi: Service
}

export const inherited = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/**
 * Starts a service, built, on the core for servers.
 * @throws Error when it is not ready in time
 */
export async function startService(
  name: ServiceName,
  { authz, coreApi }: Environments,
  folder: string,
): Promise<Service> {
  const environment = name === 'authz' ? authz : coreApi
  const port = environment[name === 'authz' ? 'AUTHZ_PORT' : 'CORE_API_PORT']
  const program = `services/${name}/dist/main.js`
  const log = join(folder, `${name}.log`)
  const child = await startChild(onCore('server', [process.execPath, ...NODE_FLAGS[name], program]), {
    cwd: ROOT,
    env: { ...inherited(), ...environment },
    // The channel carries nothing: when it closes, the service knows that the benchmark is gone.
    stdio: ['ignore', openSync(log, 'a'), 'inherit', 'ipc'],
  })
  const url = `http://127.0.0.1:${port}`
  const gone = new AbortController()
  void child.ended.then(() => gone.abort())
  if (await becomesReady(`${url}/readyz`, READY_MS, gone.signal)) return { url, child, log }
  throw new Error(`${name} ${gone.signal.aborted ? await child.ended : 'was not ready in time'}`)
}

export async function startServices(environments: Environments, folder: string): Promise<Services> {
  const authz = await startService('authz', environments, folder)
  return { environments, authz, coreApi: await startService('core-api', environments, folder) }
}

/** One authz more, beside those that run. @throws Error when it is not ready in time */
export async function startAuthz(
  environments: Environments,
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Service> {
  mkdirSync(folder)
  const authz = { ...environments.authz, AUTHZ_PORT: String(await freePort()), ...more }
  return startService('authz', { ...environments, authz }, folder)
}
