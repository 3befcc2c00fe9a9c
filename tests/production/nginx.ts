import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { expect } from 'vitest'
import type { Backends, Balancer } from './balancer.ts'

/** Where Debian's packages nginx and nginx-light have their program. */
const PROGRAM = '/usr/sbin/nginx'

/** Tells which server answered. */
const SERVER = 'x-upstream'

/**
 * As docs/operations.md sets it up: a group of servers with kept-alive connections. nginx asks nobody whether a server is
 * ready: it finds out by a request, which it sends to the next server, and comes back to this one after `fail_timeout`.
 */
const configuration = (ports: Readonly<Record<string, number>>, backends: Backends) => `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path client; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
${Object.entries(backends)
  .map(
    ([name, servers]) => `
  upstream ${name} {
${servers.map((port) => `    server 127.0.0.1:${port} fail_timeout=1s;`).join('\n')}
    keepalive 16;
    keepalive_timeout 300ms;
  }
  server {
    listen 127.0.0.1:${ports[name]};
    location / {
      proxy_pass http://${name};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      add_header ${SERVER} $upstream_addr always;
    }
  }`,
  )
  .join('\n')}
}
`

/** nginx before these servers, its files in a folder. */
async function startNginx(folder: string, backends: Backends): Promise<Balancer> {
  const names = Object.keys(backends)
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(ports, backends))
  const child = spawn(PROGRAM, ['-p', folder, '-c', file], { stdio: 'inherit' })
  const isAskedNext = async (port: string) => {
    const name = names.find((one) => backends[one]?.map(String).includes(port)) ?? ''
    const answer = await fetch(`http://127.0.0.1:${ports[name]}/livez`)
    await answer.text()
    return answer.ok && answer.headers.get(SERVER)?.endsWith(`:${port}`)
  }
  return {
    port: (name) => String(ports[name]),
    untilUp: (port) => expect.poll(() => isAskedNext(port).catch(() => false), { timeout: 20_000 }).toBe(true),
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

export const NGINX = { isInstalled: existsSync(PROGRAM), start: startNginx } as const
