import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environmentSchema as authzSchema, readConfig as readAuthz } from '@latchkey/authz/config'
import { environmentSchema as coreApiSchema, readConfig as readCoreApi } from '@latchkey/core-api/config'
import { type Environment, secretNames, variableNames } from '@latchkey/shared/config'
import { afterAll, describe, expect, it } from 'vitest'
import { configurationPage } from '../../scripts/docs/configuration-page.ts'
import { readSettings } from '../../scripts/launcher/environment.ts'
import { pathOf } from '../production/compose.ts'
import { signingKey } from '../support/keys.ts'

const LONG = 'a-secret-of-more-than-32-characters'
const DATABASE = 'postgresql://u:p@127.0.0.1/latchkey'
const keys = JSON.stringify({ keys: [await signingKey('first')] })

const folder = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const fileOf = (text: string): string => {
  files += 1
  const path = join(folder, String(files))
  writeFileSync(path, text)
  return path
}

const SERVICES = [
  {
    service: 'core-api',
    read: readCoreApi,
    schema: coreApiSchema,
    others: { AUTHZ_URL: 'http://127.0.0.1:3001' },
    secrets: {
      DATABASE_URL: DATABASE,
      AUTHZ_KEY: LONG,
      PLATFORM_API_KEY: `${LONG}!`,
      JWT_SIGNING_KEYS: keys,
      SMTP_URL: 'smtp://user:password@127.0.0.1:25',
    },
  },
  {
    service: 'authz',
    read: readAuthz,
    schema: authzSchema,
    others: {},
    secrets: { AUTHZ_DATABASE_URL: DATABASE, AUTHZ_CLIENT_KEYS: `core-api:${LONG}` },
  },
]

const asFiles = (secrets: Environment, end = '\n'): Environment =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`${name}_FILE`, fileOf(`${value}${end}`)]))

const messageOf = (read: (env: Environment) => unknown, env: Environment): string => {
  try {
    read(env)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

describe.each(SERVICES)('$service', ({ read, schema, secrets, others }) => {
  const plain: Environment = { NODE_ENV: 'production', ...others }

  it.each(['\n', '\r\n', '', '\n\n'])('reads the same from files that end with %j as from variables', (end) => {
    expect(read({ ...plain, ...asFiles(secrets, end) })).toEqual(read({ ...plain, ...secrets }))
  })

  it('takes as a file every variable that holds a password or a key, and the page says so', () => {
    const secret = secretNames(schema(true))
    const telling = variableNames(schema).filter((name) =>
      /(^|_)(KEYS?|DATABASE_URL|SMTP_URL|PASSWORD|SECRET)$/.test(name),
    )
    expect(secret).toEqual(expect.arrayContaining(telling))
    expect(secret).toEqual(expect.arrayContaining(Object.keys(secrets)))
    expect(secretNames(schema(false))).toEqual(secret)
    for (const name of secret) expect(configurationPage()).toContain(`As a file: \`${name}_FILE\` |`)
  })

  it.each(Object.keys(secrets))('refuses %s that is set twice, in a file that is empty, and in none', (name) => {
    const env: Environment = { ...plain, ...secrets }
    const without = { ...env, [name]: '' }
    const variable = `${name}_FILE`
    const both = messageOf(read, { ...env, [variable]: fileOf(LONG) })
    expect(both).toBe(`The configuration is not valid:\n  ${name} and ${variable} are both set`)
    const empty = messageOf(read, { ...without, [variable]: fileOf('\n') })
    expect(empty).toBe(`The configuration is not valid:\n  ${variable} names an empty file`)
    const absent = messageOf(read, { ...without, [variable]: join(folder, 'absent') })
    expect(absent).toBe(`The configuration is not valid:\n  ${variable} names a file that cannot be read: ENOENT`)
    expect(messageOf(read, { ...env, [variable]: '' })).toBe('')
  })

  it('holds what a file has to the same rules, beside everything else that is wrong, and repeats nothing of it', () => {
    const [first = '', second = ''] = Object.keys(secrets)
    const bad = { [first]: '', [`${first}_FILE`]: fileOf('no url'), [second]: '', [`${second}_FILE`]: folder }
    const message = messageOf(read, { ...plain, ...secrets, ...bad, LOG_LEVEL: 'loud' })
    expect(message).toContain(`  ${first} is not a PostgreSQL URL`)
    expect(message).toContain(`  ${second}_FILE names a file that cannot be read: EISDIR`)
    expect(message).toContain('  LOG_LEVEL ')
    expect(message).not.toContain('no url')
  })

  it('does not take as a file what is no secret', () => {
    const LOG_LEVEL_FILE = fileOf('silent')
    expect(read({ ...plain, ...secrets, LOG_LEVEL_FILE })).toMatchObject({ logLevel: 'info' })
  })
})

describe('the launcher', () => {
  it('hands on what stands in a file, and names a file that it cannot read', async () => {
    const { given } = await readSettings(asFiles({ PLATFORM_API_KEY: LONG }))
    expect(given).toEqual({ PLATFORM_API_KEY: LONG })
    const refused = readSettings({ NODE_ENV: 'production', AUTHZ_KEY_FILE: folder })
    await expect(refused).rejects.toThrow('  AUTHZ_KEY_FILE names a file that cannot be read: EISDIR\n')
    await expect(refused).rejects.not.toThrow('AUTHZ_KEY is missing')
  })
})

describe('the migrate job', () => {
  const migrate = (env: Environment) =>
    promisify(execFile)(process.execPath, ['--conditions=source', 'scripts/migrate.ts', 'status'], {
      cwd: pathOf('.'),
      env: { PATH: process.env['PATH'], ...env },
    })

  it('reads its database from a file, and refuses two', async () => {
    // Nobody listens there: what is refused is the connection, not the configuration.
    const DATABASE_URL_FILE = fileOf('postgresql://u:p@127.0.0.1:1/latchkey\n')
    await expect(migrate({ DATABASE_URL_FILE })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ECONNREFUSED'),
    })
    await expect(migrate({ DATABASE_URL_FILE, DATABASE_URL: DATABASE })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('DATABASE_URL and DATABASE_URL_FILE are both set'),
    })
    await expect(migrate({})).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('is not set') })
  })
})
