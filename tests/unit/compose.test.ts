import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { environmentSchema as authzSchema, readConfig as readAuthzConfig } from '@latchkey/authz/config'
import { environmentSchema as coreApiSchema, readConfig as readCoreApiConfig } from '@latchkey/core-api/config'
import { type Environment, secretNames, variableNames } from '@latchkey/shared/config'
import { fileVariableOf } from '@latchkey/shared/secret-files'
import { afterAll, describe, expect, it } from 'vitest'
import { environmentFor } from '../../scripts/launcher/services.ts'
import { writeSecretFiles } from '../../scripts/secrets/secret-files.ts'
import { environmentOf, literalPartOf, pathOf, placeholdersIn, readServices, serviceIn } from '../production/compose.ts'
import { only, readDockerfile, variablesOf } from '../production/dockerfile.ts'

const services = readServices()
const chosen = parseEnv(readFileSync(pathOf('.env.example'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
await writeSecretFiles(folder)

/** What a service finds in its container: the variables of its image, and over them those of the file. */
function environmentIn(service: string): Environment {
  const stage = readDockerfile(pathOf(`services/${service}/Dockerfile`)).at(-1)
  const ofImage = stage === undefined ? [] : only(stage, 'ENV').map(variablesOf)
  return Object.assign({}, ...ofImage, environmentOf(serviceIn(services, service), chosen, folder))
}

const CONFIGURED = [
  { name: 'authz', read: readAuthzConfig, schema: authzSchema },
  { name: 'core-api', read: readCoreApiConfig, schema: coreApiSchema },
] as const

/** Mails leave by SMTP: nothing is kept in a container. */
const NOT_IN_CONTAINERS = ['DATA_DIR']

/** The variables that a configuration complains of. */
function faultsOf(read: (env: Environment) => unknown, env: Environment): string[] {
  try {
    read(env)
    return []
  } catch (error) {
    return [...String(error).matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name)
  }
}

describe('docker-compose.yml', () => {
  it('runs PostgreSQL 18, a job that migrates, both services, a proxy and Mailpit', () => {
    const origins = Object.entries(services).map(([name, { image, build }]) => [
      name,
      image ?? [build?.dockerfile, build?.target].filter((part) => part !== undefined).join(' '),
    ])
    expect(Object.fromEntries(origins)).toEqual({
      postgres: 'postgres:18',
      migrate: 'services/core-api/Dockerfile migrate',
      authz: 'services/authz/Dockerfile',
      'core-api': 'services/core-api/Dockerfile',
      proxy: expect.stringMatching(/^haproxy:3\./),
      mailpit: expect.stringMatching(/^axllent\/mailpit:v\d/),
    })
  })

  it('keeps the database where the image of PostgreSQL 18 has it', () => {
    expect(serviceIn(services, 'postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql'])
  })

  it('starts each service when the one before it is healthy, and the job once', () => {
    const order = Object.entries(services).map(([name, { depends_on, restart }]) => [name, depends_on, restart])
    expect(order).toEqual([
      ['postgres', {}, 'unless-stopped'],
      ['migrate', { postgres: { condition: 'service_healthy' } }, undefined],
      ['authz', { migrate: { condition: 'service_completed_successfully' } }, 'unless-stopped'],
      [
        'core-api',
        { authz: { condition: 'service_healthy' }, proxy: { condition: 'service_started' } },
        'unless-stopped',
      ],
      ['proxy', {}, 'unless-stopped'],
      ['mailpit', {}, 'unless-stopped'],
    ])
    const [program, ...args] = serviceIn(services, 'postgres').healthcheck?.test.slice(1) ?? []
    expect(program).toBe('pg_isready')
    // On the socket it would answer while the image still sets the database up.
    expect(args).toContain('--host=127.0.0.1')
  })

  it('lets core-api ask authz through the proxy, and mails go where they are shown', () => {
    const { authz, mail } = readCoreApiConfig(environmentIn('core-api'))
    expect(authz.url).toBe(`http://proxy:${readAuthzConfig(environmentIn('authz')).port}`)
    expect(mail.smtpUrl).toBe('smtp://mailpit:1025')
  })
})

describe.each(CONFIGURED)('$name', ({ name, read, schema }) => {
  it('runs in production with a configuration that it accepts', () => {
    expect(serviceIn(services, name).environment['NODE_ENV']).toBe('production')
    expect(faultsOf(read, environmentIn(name))).toEqual([])
  })

  it('is given every variable it cannot do without, and names each one that is taken away', () => {
    const required = faultsOf(read, { NODE_ENV: 'production' })
    expect(required).toContain(name === 'authz' ? 'AUTHZ_CLIENT_KEYS' : 'AUTHZ_KEY')
    for (const variable of required) {
      const without = { ...environmentIn(name), [variable]: undefined, [fileVariableOf(variable)]: undefined }
      expect(faultsOf(read, without)).toEqual([variable])
    }
  })

  it('is given every variable that its schema names, by the image or the file, a secret as a file, and no other', () => {
    const secret = secretNames(schema(true))
    const read = variableNames(schema)
      .filter((variable) => !NOT_IN_CONTAINERS.includes(variable))
      .map((variable) => (secret.includes(variable) ? fileVariableOf(variable) : variable))
    expect(Object.keys(environmentIn(name)).sort()).toEqual(read.sort())
    for (const [variable, text] of Object.entries(serviceIn(services, name).environment))
      if (literalPartOf(text) === '') expect(placeholdersIn(text).map((one) => one.name)).toEqual([variable])
  })

  it('is given by the launcher every variable that its schema names, and no secret of the other', () => {
    const all = Object.fromEntries(
      CONFIGURED.flatMap((one) => variableNames(one.schema)).map((variable) => [variable, 'x']),
    )
    expect(Object.keys(environmentFor(name, all)).sort()).toEqual(variableNames(schema).sort())
  })
})
