import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Environment } from '@latchkey/shared/config'

const STOP_MS = 10_000
const root = fileURLToPath(new URL('../..', import.meta.url))

/** What any process may know. */
const HARMLESS = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS', 'SYSTEMROOT']
const SHARED = ['NODE_ENV', 'LOG_LEVEL']

/** The services and the variables each may see: neither gets a secret of the other. */
const SERVICES = {
  authz: [
    ...['AUTHZ_PORT', 'AUTHZ_PUBLIC_URL', 'AUTHZ_DATABASE_URL', 'AUTHZ_DATABASE_CONNECTIONS', 'AUTHZ_CLIENT_KEYS'],
    'AUTHZ_MEMORY_MB',
    'AUTHZ_DECISION_LOG',
  ],
  'core-api': [
    ...['CORE_API_PORT', 'PUBLIC_URL', 'CORS_ORIGINS', 'DATA_DIR'],
    ...['DATABASE_URL', 'DATABASE_CONNECTIONS', 'AUTHZ_URL', 'AUTHZ_KEY', 'AUTHZ_DEADLINE_MS'],
    ...['PLATFORM_API_KEY', 'JWT_SIGNING_KEYS', 'LOGIN_LIMIT_ACCOUNT', 'LOGIN_LIMIT_ADDRESS'],
    ...['SMTP_URL', 'MAIL_FROM', 'TRUSTED_PROXIES'],
  ],
} as const

export type ServiceName = keyof typeof SERVICES

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

/** Starts a service from its source, in its own process group: Ctrl-C reaches the launcher, which stops it in order. */
export function startService(name: ServiceName, variables: Environment): Service {
  const names = [...HARMLESS, ...SHARED, ...SERVICES[name]]
  const known = names.filter((variable) => variables[variable] !== undefined)
  const child = spawn(process.execPath, ['--conditions=source', `services/${name}/src/main.ts`], {
    cwd: root,
    env: Object.fromEntries(known.map((variable) => [variable, variables[variable]])),
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
