import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { environmentSchema as authzSchema, readConfig as readAuthzConfig } from '@latchkey/authz/config'
import { environmentSchema as coreApiSchema, readConfig as readCoreApiConfig } from '@latchkey/core-api/config'
import { type Environment, variableNames } from '@latchkey/shared/config'
import { describe, expect, it } from 'vitest'
import { environmentFor } from '../../scripts/launcher/services.ts'
import { withSecrets } from '../../scripts/secrets/environment-file.ts'
import { environmentOf, literalPartOf, pathOf, placeholdersIn, readServices, serviceIn } from '../production/compose.ts'
import { only, readDockerfile, variablesOf } from '../production/dockerfile.ts'

const services = readServices()
const namesOf = (service: string): string[] => Object.keys(serviceIn(services, service).environment)
const valuesOf = (service: string): string[] => Object.values(serviceIn(services, service).environment)
const secrets = parseEnv(await withSecrets(readFileSync(pathOf('.env.example'), 'utf8')))

/** What a service finds in its container: the variables of its image, and over them those of the file. */
function environmentIn(service: string): Environment {
  const stage = readDockerfile(pathOf(`services/${service}/Dockerfile`)).at(-1)
  const ofImage = stage === undefined ? [] : only(stage, 'ENV').map(variablesOf)
  return Object.assign({}, ...ofImage, environmentOf(serviceIn(services, service), secrets))
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
  it('runs PostgreSQL 18, a job that migrates, both services and Mailpit', () => {
    const origins = Object.entries(services).map(([name, { image, build }]) => [
      name,
      image ?? [build?.dockerfile, build?.target].filter((part) => part !== undefined).join(' '),
    ])
    expect(Object.fromEntries(origins)).toEqual({
      postgres: 'postgres:18',
      migrate: 'services/core-api/Dockerfile migrate',
      authz: 'services/authz/Dockerfile',
      'core-api': 'services/core-api/Dockerfile',
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
      ['core-api', { authz: { condition: 'service_healthy' } }, 'unless-stopped'],
      ['mailpit', {}, 'unless-stopped'],
    ])
    const [program, ...args] = serviceIn(services, 'postgres').healthcheck?.test.slice(1) ?? []
    expect(program).toBe('pg_isready')
    // On the socket it would answer while the image still sets the database up.
    expect(args).toContain('--host=127.0.0.1')
  })

  it('publishes the ports the services listen on, and shows mails to this machine only', () => {
    const published = Object.entries(services).map(([name, { ports }]) => [name, ports])
    const { port: authz } = readAuthzConfig(environmentIn('authz'))
    const { port: coreApi, authz: asked } = readCoreApiConfig(environmentIn('core-api'))
    expect(Object.fromEntries(published)).toEqual({
      postgres: [],
      migrate: [],
      authz: [`${authz}:${authz}`],
      'core-api': [`${coreApi}:${coreApi}`],
      mailpit: ['127.0.0.1:1025:1025', '127.0.0.1:8025:8025'],
    })
    expect(asked.url).toBe(`http://authz:${authz}`)
    expect(environmentIn('core-api')['SMTP_URL']).toBe('smtp://mailpit:1025')
  })

  it('holds no secret itself: passwords and keys come from outside, and nothing comes from there unannounced', () => {
    for (const [name, text] of Object.entries(services).flatMap(([, { environment }]) => Object.entries(environment))) {
      const literal = literalPartOf(text)
      expect(literal).not.toContain('$')
      if (/PASSWORD|KEY/.test(name)) expect([name, literal]).toEqual([name, ''])
      if (URL.canParse(literal)) expect([name, new URL(literal).password]).toEqual([name, ''])
    }
  })

  it('gives each service its own secrets and none of another', () => {
    const given = Object.keys(services).map((name) => {
      const required = valuesOf(name)
        .flatMap(placeholdersIn)
        .filter(({ byDefault }) => byDefault === undefined)
      return [name, required.map((placeholder) => placeholder.name).sort()]
    })
    expect(Object.fromEntries(given)).toEqual({
      postgres: ['POSTGRES_PASSWORD'],
      migrate: ['AUTHZ_DATABASE_PASSWORD', 'CORE_API_DATABASE_PASSWORD', 'POSTGRES_PASSWORD'],
      authz: ['AUTHZ_CLIENT_KEYS', 'AUTHZ_DATABASE_PASSWORD'],
      'core-api': ['AUTHZ_KEY', 'CORE_API_DATABASE_PASSWORD', 'JWT_SIGNING_KEYS', 'PLATFORM_API_KEY'],
      mailpit: [],
    })
    expect(namesOf('migrate')).toEqual(['DATABASE_URL', 'AUTHZ_DATABASE_URL', 'CORE_API_DATABASE_URL'])
    expect(namesOf('authz')).not.toContain('DATABASE_URL')
    expect(namesOf('core-api')).not.toContain('AUTHZ_DATABASE_URL')
  })
})

describe.each(CONFIGURED)('$name', ({ name, read, schema }) => {
  it('runs in production with a configuration that it accepts', () => {
    expect(serviceIn(services, name).environment['NODE_ENV']).toBe('production')
    expect(faultsOf(read, environmentIn(name))).toEqual([])
  })

  it('is given every variable it cannot do without, and names each one that is taken away', () => {
    const required = faultsOf(read, { NODE_ENV: 'production' })
    expect(namesOf(name)).toEqual(expect.arrayContaining(required))
    expect(required).toContain(name === 'authz' ? 'AUTHZ_CLIENT_KEYS' : 'AUTHZ_KEY')
    for (const variable of required) {
      expect(faultsOf(read, { ...environmentIn(name), [variable]: undefined })).toEqual([variable])
    }
  })

  it('is given every variable that its schema names, by the image or the file, and no other', () => {
    const read = variableNames(schema).filter((variable) => !NOT_IN_CONTAINERS.includes(variable))
    expect(read.filter((variable) => !Object.hasOwn(environmentIn(name), variable))).toEqual([])
    expect(Object.keys(environmentIn(name)).filter((variable) => !read.includes(variable))).toEqual([])
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
