import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { environmentSchema as authz } from '@latchkey/authz/config'
import { environmentSchema as coreApi } from '@latchkey/core-api/config'
import { type Environment, variableNames } from '@latchkey/shared/config'

import { behindCoreApi } from './metrics-port.ts'

const STOP_MS = 10_000
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Variables that every process inherits. */
const HARMLESS = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS', 'SYSTEMROOT']
const SERVICES = { authz, 'core-api': coreApi } as const

export type ServiceName = keyof typeof SERVICES

/**
 * With what Node runs each, as the CMD of its Dockerfile has it. An old generation that grows by a fifth: what lives long,
 * facts and statements, is bounded; the rest is to be collected rather than kept. A young one of 16 MiB for authz, which
 * makes and forgets so much that with less it collects all the time; of 4 MiB for core-api, which has longer to wait.
 * And authz is compiled with more of what a function calls inside of it, as a check is a long path of short functions:
 * V8 would stop at 920 bytes of bytecode in all and 460 of one function, and checks cost a tenth more. It does without the
 * collections that V8 makes eight seconds into a lull to give memory back: one of them stopped the requests that came
 * after the lull for 280 ms.
 */
export const NODE_FLAGS: Readonly<Record<ServiceName, readonly string[]>> = {
  authz: [
    '--max-semi-space-size=16',
    '--heap-growing-percent=20',
    '--max-inlined-bytecode-size-cumulative=6000',
    '--max-inlined-bytecode-size=2000',
    '--no-memory-reducer',
  ],
  'core-api': ['--max-semi-space-size=4', '--heap-growing-percent=20'],
}

export interface Service {
  readonly name: ServiceName
  /** Resolves to how the process ended. */
  readonly ended: Promise<string>
  /** SIGTERM, and SIGKILL when that does not help within the bound. */
  stop(): Promise<void>
}

function howItEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    )
  })
}

/** What a service is given of all variables: those that it reads, and no secret of the other. */
export function environmentFor(name: ServiceName, variables: Environment): Environment {
  const known = [...HARMLESS, ...variableNames(SERVICES[name])].filter((variable) => variables[variable] !== undefined)
  const own = name === 'authz' ? behindCoreApi(variables) : variables
  return Object.fromEntries(known.map((variable) => [variable, own[variable]]))
}

/** Starts a service from its source, in its own process group: Ctrl-C reaches the launcher, which stops it in order. */
export function startService(name: ServiceName, variables: Environment): Service {
  const child = spawn(process.execPath, [...NODE_FLAGS[name], '--conditions=source', `services/${name}/src/main.ts`], {
    cwd: root,
    env: environmentFor(name, variables),
    detached: true,
    // The channel carries nothing: when it closes, the service knows that the launcher is gone.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = howItEnded(child)
  const stop = async () => {
    child.kill('SIGTERM')
    const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(overdue)
  }
  return { name, ended, stop }
}
