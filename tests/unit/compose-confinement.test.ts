import { readFileSync } from 'node:fs'
import { JOBS_MS } from '@latchkey/core-api/mail/queue'
import { operating } from '@latchkey/shared/config'
import { DRAIN_MS } from '@latchkey/shared/http/server'
import { describe, expect, it } from 'vitest'
import { fill, literalPartOf, pathOf, readCompose, readServices, serviceIn } from '../production/compose.ts'

const services = readServices()
const all = Object.entries(services)
const OURS = ['migrate', 'authz', 'core-api']
const MOUNTED = /^\/run\/secrets\/(\w+)$/
const MOUNTED_OR_NONE = /^\/run\/secrets\/\w+$|^\$\{\w+_FILE:-\}$/

describe('a container', () => {
  it.each(all)('%s cannot gain rights, and has none of root but those it begins with', (name, service) => {
    expect([service.cap_drop, service.security_opt]).toEqual([['ALL'], ['no-new-privileges:true']])
    // What the image of PostgreSQL needs to hand its volume to its user.
    const needed = name === 'postgres' ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] : []
    expect(service.cap_add).toEqual(needed)
  })

  it.each(all)('%s writes to what is its own alone', (name, service) => {
    const places = { read_only: service.read_only, tmpfs: service.tmpfs, volumes: service.volumes }
    expect(places).toEqual(
      {
        postgres: { read_only: false, tmpfs: [], volumes: ['postgres-data:/var/lib/postgresql'] },
        proxy: { read_only: true, tmpfs: [], volumes: ['./ops/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro'] },
        mailpit: { read_only: true, tmpfs: ['/tmp'], volumes: [] },
      }[name] ?? { read_only: true, tmpfs: [], volumes: [] },
    )
    if (OURS.includes(name)) expect(service.build).toBeDefined()
  })

  it.each(all)('%s finds each secret it is given as a file, and is given no other', (_, service) => {
    // As .env.example says to set them, for callers that may ask less than everything, a replica, and traces.
    const values = {
      AUTHZ_CALLERS_FILE: '/run/secrets/authz_callers',
      AUTHZ_FALLBACK_DATABASE_URL_FILE: '/run/secrets/authz_fallback_database_url',
      OTEL_EXPORTER_OTLP_HEADERS_FILE: '/run/secrets/otlp_headers',
    }
    const named = Object.values(service.environment).flatMap((text) => MOUNTED.exec(fill(text, values))?.[1] ?? [])
    expect(named.sort()).toEqual([...service.secrets].sort())
    expect(Object.keys(readCompose().secrets)).toEqual(expect.arrayContaining(named))
  })

  it.each(all)('%s holds no secret in its environment', (_, { environment }) => {
    for (const [name, text] of Object.entries(environment)) {
      const literal = literalPartOf(text)
      expect(literal).not.toContain('$')
      if (/(PASSWORD|KEYS?|DATABASE_URL|SMTP_URL)(_FILE)?$/.test(name)) {
        expect([name, text]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(MOUNTED_OR_NONE)])
      }
      if (URL.canParse(literal)) expect([name, new URL(literal).password]).toEqual([name, ''])
    }
  })

  it('has the secrets of its own work, none of another', () => {
    expect(Object.fromEntries(all.map(([name, { secrets }]) => [name, secrets]))).toEqual({
      postgres: ['postgres_password'],
      migrate: ['database_url', 'authz_database_url', 'core_api_database_url'],
      authz: [
        'authz_database_url',
        'authz_fallback_database_url',
        'authz_client_keys',
        'authz_callers',
        'otlp_headers',
      ],
      'core-api': [
        'core_api_database_url',
        'authz_key',
        'platform_api_key',
        'jwt_signing_keys',
        'smtp_url',
        'otlp_headers',
      ],
      proxy: [],
      mailpit: [],
    })
  })
})

describe('both services', () => {
  it('can run as often as one likes: the proxy alone has ports of the machine, and asks the name of each', () => {
    const published = all.map(([name, { ports }]) => [name, ports.map((port) => fill(port, {}))])
    expect(Object.fromEntries(published)).toEqual({
      postgres: [],
      migrate: [],
      authz: [],
      'core-api': [],
      proxy: ['3000:3000', '3001:3001'],
      mailpit: ['127.0.0.1:1025:1025', '127.0.0.1:8025:8025'],
    })
    const proxy = readFileSync(pathOf('ops/haproxy.cfg'), 'utf8')
    for (const [name, port] of [
      ['core-api', 3000],
      ['authz', 3001],
    ]) {
      expect(proxy).toMatch(new RegExp(`frontend ${name}\n {2}bind :${port}\n`))
      expect(proxy).toMatch(new RegExp(`backend ${name}\n {2}server-template ${name}- \\d+ ${name}:${port}\n`))
    }
  })

  it.each(['authz', 'core-api'])('%s is killed only when its delay and what runs after it are over', (name) => {
    const grace = fill(serviceIn(services, name).stop_grace_period ?? '0s', {})
    const delay = operating(true).SHUTDOWN_DELAY_MS.parse(undefined)
    expect(grace).toMatch(/^\d+s$/)
    expect(Number.parseInt(grace, 10) * 1_000).toBeGreaterThan(delay + DRAIN_MS + JOBS_MS)
  })

  it('learn later than the proxy that they stop', () => {
    const [, interval = '', fall = ''] =
      /check inter (\d+)ms fall (\d+)/.exec(readFileSync(pathOf('ops/haproxy.cfg'), 'utf8')) ?? []
    expect(Number(interval) * Number(fall)).toBeGreaterThan(0)
    expect(operating(true).SHUTDOWN_DELAY_MS.parse(undefined)).toBeGreaterThan(2 * Number(interval) * Number(fall))
  })
})
