import { readConfig as readAuthz } from '@latchkey/authz/config'
import { readConfig as readCoreApi } from '@latchkey/core-api/config'
import type { Environment } from '@latchkey/shared/config'
import { describe, expect, it } from 'vitest'
import { signingKey } from '../support/keys.ts'

const LONG = 'a-secret-of-more-than-32-characters'
const keySet = async (...kids: string[]): Promise<string> =>
  JSON.stringify({ keys: await Promise.all(kids.map(signingKey)) })
const JWT_SIGNING_KEYS = await keySet('first', 'second')

const CORE_API: Environment = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://u:p@127.0.0.1/latchkey',
  AUTHZ_URL: 'http://127.0.0.1:3001',
  AUTHZ_KEY: LONG,
  PLATFORM_API_KEY: LONG,
  JWT_SIGNING_KEYS,
}
const AUTHZ: Environment = {
  NODE_ENV: 'production',
  AUTHZ_DATABASE_URL: 'postgresql://u:p@127.0.0.1/latchkey',
  AUTHZ_CLIENT_KEYS: `core-api:${LONG}`,
}
type Read = (env: Environment) => unknown
interface Service {
  readonly read: Read
  readonly good: Environment
}
const SERVICES = { 'core-api': { read: readCoreApi, good: CORE_API }, authz: { read: readAuthz, good: AUTHZ } }

const messageOf = ({ read, good }: Service, changes: Environment): string => {
  try {
    read({ ...good, ...changes })
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}
/** The variables that are complained of, each once, in the order of the message. */
const namesIn = (message: string): string[] => [
  ...new Set([...message.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name)),
]

const BAD: [service: keyof typeof SERVICES, what: string, changes: Environment, named: string[]][] = [
  ['core-api', 'a port that is a word', { CORE_API_PORT: 'http' }, ['CORE_API_PORT']],
  ['core-api', 'a port beyond all', { CORE_API_PORT: '65536' }, ['CORE_API_PORT']],
  ['core-api', 'half a port', { CORE_API_PORT: '3000.5' }, ['CORE_API_PORT']],
  ['core-api', 'another database', { DATABASE_URL: 'mysql://u:p@127.0.0.1/x' }, ['DATABASE_URL']],
  ['core-api', 'no connections', { DATABASE_CONNECTIONS: '0' }, ['DATABASE_CONNECTIONS']],
  ['core-api', 'an URL of another kind', { AUTHZ_URL: 'ftp://127.0.0.1' }, ['AUTHZ_URL']],
  ['core-api', 'no deadline', { AUTHZ_DEADLINE_MS: '0' }, ['AUTHZ_DEADLINE_MS']],
  ['core-api', 'keys that are no JSON', { JWT_SIGNING_KEYS: 'keys' }, ['JWT_SIGNING_KEYS']],
  ['core-api', 'no key', { JWT_SIGNING_KEYS: '{"keys":[]}' }, ['JWT_SIGNING_KEYS']],
  ['core-api', 'a kid twice', { JWT_SIGNING_KEYS: await keySet('one', 'one') }, ['JWT_SIGNING_KEYS']],
  ['core-api', 'a public key', { JWT_SIGNING_KEYS: JWT_SIGNING_KEYS.replaceAll('"d":', '"e":') }, ['JWT_SIGNING_KEYS']],
  ['core-api', 'an origin that is no URL', { CORS_ORIGINS: 'https://a.test,b' }, ['CORS_ORIGINS']],
  ['core-api', 'every origin', { CORS_ORIGINS: '*' }, ['CORS_ORIGINS']],
  ['core-api', 'a level nobody logs at', { LOG_LEVEL: 'loud' }, ['LOG_LEVEL']],
  ['core-api', 'its own port for metrics', { METRICS_PORT: '3000' }, ['METRICS_PORT']],
  [
    'core-api',
    'its own port for metrics beside another fault',
    { METRICS_PORT: '3000', LOG_LEVEL: 'loud' },
    ['LOG_LEVEL', 'METRICS_PORT'],
  ],
  [
    'core-api',
    'the same bad port for both',
    { METRICS_PORT: 'x', CORE_API_PORT: 'x' },
    ['CORE_API_PORT', 'METRICS_PORT'],
  ],
  ['authz', 'its own port for metrics', { METRICS_PORT: '4000', AUTHZ_PORT: '4000' }, ['METRICS_PORT']],
  ['core-api', 'a delay below zero', { SHUTDOWN_DELAY_MS: '-1' }, ['SHUTDOWN_DELAY_MS']],
  ['authz', 'a delay that is no number', { SHUTDOWN_DELAY_MS: 'long' }, ['SHUTDOWN_DELAY_MS']],
  ['core-api', 'a variable that is empty', { DATABASE_URL: '', AUTHZ_URL: '' }, ['DATABASE_URL', 'AUTHZ_URL']],
  ['authz', 'a port that is a word', { AUTHZ_PORT: 'http' }, ['AUTHZ_PORT']],
  ['authz', 'another database', { AUTHZ_DATABASE_URL: 'mysql://u:p@127.0.0.1/x' }, ['AUTHZ_DATABASE_URL']],
  ['authz', 'a key without a name', { AUTHZ_CLIENT_KEYS: LONG }, ['AUTHZ_CLIENT_KEYS']],
  ['authz', 'a name without a key', { AUTHZ_CLIENT_KEYS: 'core-api:' }, ['AUTHZ_CLIENT_KEYS']],
  ['authz', 'a key twice', { AUTHZ_CLIENT_KEYS: `a:${LONG},b:${LONG}` }, ['AUTHZ_CLIENT_KEYS']],
  ['authz', 'a third key', { AUTHZ_CLIENT_KEYS: `a:1${LONG},a:2${LONG},a:3${LONG}` }, ['AUTHZ_CLIENT_KEYS']],
]

const SECRETS: [service: keyof typeof SERVICES, name: string, inEnvironment: (secret: string) => string][] = [
  ['core-api', 'AUTHZ_KEY', (secret) => secret],
  ['core-api', 'PLATFORM_API_KEY', (secret) => secret],
  ['authz', 'AUTHZ_CLIENT_KEYS', (secret) => `core-api:${secret}`],
]

describe('a configuration', () => {
  it.each(Object.entries(SERVICES))(
    'of %s is read when nothing is wrong, and names every variable that is missing',
    (_, service) => {
      expect(messageOf(service, {})).toBe('')
      const { NODE_ENV, ...required } = service.good
      const message = messageOf({ read: service.read, good: { NODE_ENV } }, {})
      expect(namesIn(message)).toEqual(Object.keys(required))
      for (const name of Object.keys(required)) expect(message).toContain(`${name} is missing`)
    },
  )

  it.each(BAD)('of %s with %s is refused by name', (service, _, changes, named) => {
    expect(namesIn(messageOf(SERVICES[service], changes))).toEqual(named)
  })

  it('names everything that is wrong in one message', () => {
    const changes = { CORE_API_PORT: 'x', AUTHZ_URL: 'x', AUTHZ_KEY: 'x', PLATFORM_API_KEY: undefined, LOG_LEVEL: 'x' }
    const message = messageOf(SERVICES['core-api'], changes)
    expect(namesIn(message)).toEqual(['CORE_API_PORT', 'AUTHZ_URL', 'AUTHZ_KEY', 'PLATFORM_API_KEY', 'LOG_LEVEL'])
  })

  it('takes several platform keys, each as strong as one', () => {
    const [one, other] = [`1${LONG}`, `2${LONG}`]
    expect(readCoreApi({ ...CORE_API, PLATFORM_API_KEY: `${one}, ${other}` }).platformApiKeys).toEqual([one, other])
    for (const keys of [`${one},short`, `${one},`, `dev_${one},${other}`])
      expect(namesIn(messageOf(SERVICES['core-api'], { PLATFORM_API_KEY: keys }))).toEqual(['PLATFORM_API_KEY'])
  })

  it('of authz may do without keys when it names a file of callers', () => {
    const { AUTHZ_CLIENT_KEYS: _, ...rest } = SERVICES.authz.good
    expect(SERVICES.authz.read({ ...rest, AUTHZ_CALLERS_FILE: '/run/callers.json' })).toMatchObject({
      clientKeys: [],
      callersFile: '/run/callers.json',
    })
    const empty = { AUTHZ_CLIENT_KEYS: undefined, AUTHZ_CALLERS_FILE: '' }
    expect(namesIn(messageOf(SERVICES.authz, empty))).toEqual(['AUTHZ_CLIENT_KEYS'])
  })
})

describe('in production', () => {
  it.each(SECRETS)(
    '%s does not start with a short, missing or generated %s, and does not repeat it',
    (service, name, shown) => {
      const [short, generated] = ['x'.repeat(31), `dev_${LONG}`]
      for (const value of [shown(short), shown(generated), undefined, '']) {
        const message = messageOf(SERVICES[service], { [name]: value })
        expect([value, namesIn(message)]).toEqual([value, [name]])
        expect(message).not.toMatch(new RegExp(`${short}|${generated}`))
      }
      expect(messageOf(SERVICES[service], { [name]: shown('x'.repeat(32)) })).toBe('')
    },
  )

  it('core-api does not start with a signing key that was generated for development', async () => {
    const keys = await keySet('first', 'dev_second')
    expect(namesIn(messageOf(SERVICES['core-api'], { JWT_SIGNING_KEYS: keys }))).toEqual(['JWT_SIGNING_KEYS'])
    expect(messageOf(SERVICES['core-api'], { NODE_ENV: 'development', JWT_SIGNING_KEYS: keys })).toBe('')
  })
})

describe('in development', () => {
  it.each(SECRETS)('%s starts with a short or generated %s', (service, name, shown) => {
    for (const value of ['short', `dev_${LONG}`]) {
      expect(messageOf(SERVICES[service], { NODE_ENV: 'development', [name]: shown(value) })).toBe('')
    }
  })

  it.each([
    ['in production serves on for five seconds after it is told to stop', 'production', undefined, 5_000],
    ['in development for none', undefined, undefined, 0],
    ['for as long as it is told', 'production', '250', 250],
  ])('core-api %s', (_, NODE_ENV, SHUTDOWN_DELAY_MS, delay) => {
    expect(readCoreApi({ ...CORE_API, NODE_ENV, SHUTDOWN_DELAY_MS }).shutdownDelayMs).toBe(delay)
  })

  it('core-api starts without a platform key, and has defaults for what may be left out', () => {
    const { PLATFORM_API_KEY: _, ...rest } = CORE_API
    expect(readCoreApi({ ...rest, NODE_ENV: undefined })).toMatchObject({
      port: 3000,
      databaseConnections: 20,
      platformApiKeys: [],
      corsOrigins: [],
      logLevel: 'info',
    })
  })
})
