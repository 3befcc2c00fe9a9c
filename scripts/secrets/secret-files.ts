import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'

const random = (): string => randomBytes(32).toString('hex')

const databaseUrl = (role: string, password: string): string =>
  `postgresql://${role}:${password}@postgres:5432/latchkey`

async function signingKeys(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = await exportJWK(privateKey)
  return JSON.stringify({ keys: [{ ...key, kid: await calculateJwkThumbprint(key), alg: 'ES256', use: 'sig' }] })
}

/** A secret as it stands, made before those that are made from it. */
type Known = (name: string) => string

/** The secrets of docker-compose.yml, each with what makes it. */
const MAKERS: Readonly<Record<string, (known: Known) => string | Promise<string>>> = {
  postgres_password: random,
  database_url: (known) => databaseUrl('latchkey', known('postgres_password')),
  core_api_database_url: () => databaseUrl('latchkey_core_api', random()),
  authz_database_url: () => databaseUrl('latchkey_authz', random()),
  authz_fallback_database_url: (known) => known('authz_database_url'),
  authz_key: random,
  authz_client_keys: (known) => `core-api:${known('authz_key')}`,
  authz_callers: () => '[]',
  platform_api_key: random,
  jwt_signing_keys: signingKeys,
  smtp_url: () => 'smtp://mailpit:1025',
  otlp_headers: () => '',
}

export const SECRETS = Object.keys(MAKERS)

/**
 * Writes a file for each secret that has none in the folder, and returns the names of those written. Containers see a file with
 * its owner and its mode, and run as somebody else: so the files can be read, and the folder by its owner alone.
 */
export async function writeSecretFiles(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
  const pathOf = (name: string): string => join(folder, name)
  const known: Known = (name) => readFileSync(pathOf(name), 'utf8').trim()
  const written = SECRETS.filter((name) => !existsSync(pathOf(name)))
  for (const name of written) {
    writeFileSync(pathOf(name), `${await MAKERS[name]?.(known)}\n`)
    chmodSync(pathOf(name), 0o644)
  }
  return written
}
