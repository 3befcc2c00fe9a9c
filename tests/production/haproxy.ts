import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { expect } from 'vitest'
import type { Backends, Balancer } from './balancer.ts'

/** Where Debian's package haproxy has its program. */
const PROGRAM = '/usr/sbin/haproxy'

/** How long HAProxy goes on sending requests to a server that is no longer ready, in milliseconds: inter × fall. */
export const NOTICE_MS = 1_000

/**
 * As docs/operations.md sets it up: a server is asked for /readyz, and taken out after two answers that are not 200. Without
 * retries, which would hide a request that was sent to a server that is gone.
 */
const configuration = (ports: Readonly<Record<string, number>>, backends: Backends) => `
global
  maxconn 1000
defaults
  mode http
  timeout connect 2s
  timeout check 5s
  timeout client 30s
  timeout server 30s
  retries 0
  option httpchk GET /readyz
  default-server check inter 500ms fall 2 rise 1
frontend stats
  bind 127.0.0.1:${ports['stats']}
  stats enable
  stats uri /
${Object.entries(backends)
  .map(
    ([name, servers]) => `
frontend ${name}
  bind 127.0.0.1:${ports[name]}
  default_backend ${name}
backend ${name}
${servers.map((port) => `  server at-${port} 127.0.0.1:${port}`).join('\n')}`,
  )
  .join('\n')}
`

/** HAProxy before these servers, its files in a folder. */
async function startHaproxy(folder: string, backends: Backends): Promise<Balancer> {
  const names = ['stats', ...Object.keys(backends)]
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)))
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(ports, backends))
  const child = spawn(PROGRAM, ['-db', '-f', file], { stdio: 'inherit' })
  const states = async () => (await fetch(`http://127.0.0.1:${ports['stats']}/;csv`)).text()
  const isUp = (csv: string, port: string) => new RegExp(`,at-${port},.*,(UP|no check),`).test(csv)
  await expect.poll(() => states().catch(() => ''), { timeout: 10_000 }).toContain('svname')
  return {
    port: (name) => String(ports[name]),
    untilUp: async (port) => expect.poll(async () => isUp(await states(), port), { timeout: 20_000 }).toBe(true),
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

export const HAPROXY = { isInstalled: existsSync(PROGRAM), start: startHaproxy } as const
