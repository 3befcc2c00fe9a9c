import { randomBytes } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'

const random = (): string => randomBytes(32).toString('hex')

async function signingKeys(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = await exportJWK(privateKey)
  return JSON.stringify({ keys: [{ ...key, kid: await calculateJwkThumbprint(key), alg: 'ES256', use: 'sig' }] })
}

async function productionSecrets(): Promise<Readonly<Record<string, string>>> {
  const coreApiKey = random()
  return {
    POSTGRES_PASSWORD: random(),
    CORE_API_DATABASE_PASSWORD: random(),
    AUTHZ_DATABASE_PASSWORD: random(),
    PLATFORM_API_KEY: random(),
    AUTHZ_CLIENT_KEYS: `core-api:${coreApiKey}`,
    AUTHZ_KEY: coreApiKey,
    JWT_SIGNING_KEYS: `'${await signingKeys()}'`,
  }
}

/**
 * The text of .env.example with a new secret behind each name that is one.
 * @throws Error when a secret has no line in it
 */
export async function withSecrets(example: string): Promise<string> {
  let text = example
  for (const [name, secret] of Object.entries(await productionSecrets())) {
    const line = new RegExp(`^${name}=$`, 'm')
    if (!line.test(text)) throw new Error(`.env.example has no line ${name}=`)
    text = text.replace(line, `${name}=${secret}`)
  }
  return text
}
