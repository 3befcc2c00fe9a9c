import { readConfig } from '@latchkey/authz/config'
import { describe, expect, it } from 'vitest'

const STRONG = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(32))
const URL = 'postgresql://authz:password@localhost:5432/latchkey'
const MINIMAL = { AUTHZ_DATABASE_URL: URL, AUTHZ_CLIENT_KEYS: 'core-api:some-key' }

const messageOf = (env: Record<string, string>): string => {
  try {
    readConfig(env)
    return 'no error'
  } catch (error) {
    return error instanceof Error ? error.message : 'no Error'
  }
}

describe('the configuration', () => {
  it('needs a database and callers; the rest has defaults', () => {
    expect(readConfig(MINIMAL)).toEqual({
      port: 3001,
      metricsPort: 0,
      decisionLogFile: undefined,
      tracing: undefined,
      publicUrl: 'http://localhost:3001',
      shutdownDelayMs: 0,
      logLevel: 'info',
      database: { url: URL, connections: 10, named: true },
      cacheBytes: 30 * 1024 * 1024,
      decisionLog: { permits: false, share: 1 },
      clientKeys: [{ name: 'core-api', key: 'some-key' }],
      callersFile: undefined,
    })
  })

  it('takes what is given, and counts an empty variable as unset', () => {
    const env = {
      AUTHZ_PORT: '4001',
      AUTHZ_PUBLIC_URL: '',
      AUTHZ_DATABASE_CONNECTIONS: '3',
      AUTHZ_MEMORY_MB: '0',
      LOG_LEVEL: 'debug',
    }
    expect(readConfig({ ...MINIMAL, ...env })).toMatchObject({
      port: 4001,
      publicUrl: 'http://localhost:4001',
      logLevel: 'debug',
      database: { connections: 3 },
      cacheBytes: 0,
    })
    expect(readConfig({ ...MINIMAL, AUTHZ_PUBLIC_URL: 'https://pdp.example' }).publicUrl).toBe('https://pdp.example')
  })

  it('names every bad variable in one message', () => {
    const message = messageOf({
      AUTHZ_PORT: '70000',
      AUTHZ_PUBLIC_URL: 'localhost',
      AUTHZ_DATABASE_URL: 'mysql://localhost/x',
      AUTHZ_DATABASE_CONNECTIONS: '0',
      AUTHZ_MEMORY_MB: 'much',
      AUTHZ_DECISION_LOG: 'some',
      LOG_LEVEL: 'loud',
    })
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'DATABASE_URL',
      'DATABASE_CONNECTIONS',
      'MEMORY_MB',
      'DECISION_LOG',
      'CLIENT_KEYS',
    ]) {
      expect(message).toContain(`\n  AUTHZ_${name} `)
    }
    expect(message).toContain('\n  LOG_LEVEL ')
    expect(message).toContain('AUTHZ_CLIENT_KEYS is missing')
  })
})

describe('the keys of the callers', () => {
  const keysOf = (AUTHZ_CLIENT_KEYS: string) => readConfig({ ...MINIMAL, AUTHZ_CLIENT_KEYS }).clientKeys
  const refusal = (AUTHZ_CLIENT_KEYS: string, NODE_ENV = 'test') =>
    messageOf({ ...MINIMAL, NODE_ENV, AUTHZ_CLIENT_KEYS })

  it('may be two of one name, and may hold colons', () => {
    expect(keysOf('core-api:old, core-api:new:er,reports:r')).toEqual([
      { name: 'core-api', key: 'old' },
      { name: 'core-api', key: 'new:er' },
      { name: 'reports', key: 'r' },
    ])
  })

  it.each([
    ['a bare key', 'sesame', 'entry 1 is not name:key'],
    ['no name', 'a:b,:sesame', 'entry 2 is not name:key'],
    ['no key', 'sesame:', 'entry 1 is not name:key'],
    ['an odd name', 'Sesame:b', 'entry 1 is not name:key'],
    ['a key with a space', 'a:open sesame', 'entry 1 is not name:key'],
    ['a comma too many', 'a:sesame,', 'entry 2 is not name:key'],
    ['a third key for a name', 'a:1,a:2,a:sesame', 'entry 3 is a third key for its name'],
    ['a key twice', 'a:sesame,b:sesame', 'entry 2 repeats the key of another entry'],
  ])('are refused with %s, told by its place and without the key', (_, keys, expected) => {
    const message = refusal(keys)
    expect(message).toContain(`AUTHZ_CLIENT_KEYS ${expected}`)
    expect(message.toLowerCase()).not.toContain('sesame')
  })

  it('must be strong in production, and not generated for development', () => {
    const message = refusal(`a:short,b:dev_${STRONG[0]},c:${STRONG[1]}`, 'production')
    expect(message).toContain('AUTHZ_CLIENT_KEYS entry 1 needs at least 32 characters in production')
    expect(message).toContain('AUTHZ_CLIENT_KEYS entry 2 is a generated development secret')
    expect(message).not.toContain('entry 3')
    expect(refusal(`a:${STRONG[2]},b:${STRONG[3]}`, 'production')).toBe('no error')
    expect(refusal('a:short,b:dev_key')).toBe('no error')
  })
})
