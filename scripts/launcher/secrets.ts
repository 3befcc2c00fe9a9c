import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf, LaunchError, messageOf } from '@latchkey/dev-postgres/errors'
import { GENERATED_SECRET_PREFIX } from '@latchkey/shared/config'
import { exportJWK, generateKeyPair } from 'jose'
import { z } from 'zod'

const Secrets = z.object({
  platformApiKey: z.string(),
  authzClientKeys: z.string(),
  jwtSigningKeys: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  databasePassword: z.string(),
  authzRole: z.object({ name: z.string(), password: z.string() }),
  coreApiRole: z.object({ name: z.string(), password: z.string() }),
})

/** What development needs and nobody has to set: made once per DATA_DIR, refused by production. */
export type Secrets = z.infer<typeof Secrets>

const random = (bytes = 24): string => GENERATED_SECRET_PREFIX + randomBytes(bytes).toString('base64url')

/** New ones, not kept anywhere. */
export async function generateSecrets(): Promise<Secrets> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return {
    platformApiKey: random(),
    authzClientKeys: `core-api:${random()}`,
    jwtSigningKeys: { keys: [{ ...(await exportJWK(privateKey)), kid: random(6), alg: 'ES256', use: 'sig' }] },
    databasePassword: random(),
    authzRole: { name: `latchkey_authz_${randomBytes(4).toString('hex')}`, password: random() },
    coreApiRole: { name: `latchkey_core_api_${randomBytes(4).toString('hex')}`, password: random() },
  }
}

function readExisting(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw new LaunchError(
      `${path} cannot be read (${messageOf(error)}). Restore it, or begin anew by removing ${dirname(path)}.`,
    )
  }
}

/** Reads the secrets of a data directory; what is missing is made and kept. */
export async function ensureSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json')
  const existing = readExisting(path)
  const whole = Secrets.safeParse(existing)
  if (whole.success) return whole.data
  const secrets = Secrets.safeParse(Object.assign(await generateSecrets(), existing))
  if (!secrets.success) {
    throw new LaunchError(`${path} is damaged. Restore it, or begin anew by removing ${dataDir}.`)
  }
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(secrets.data, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
  return secrets.data
}
