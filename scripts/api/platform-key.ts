import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The platform key of the environment, else the one the launcher keeps for development.
 * @throws Error when neither is there
 */
export function readPlatformKey(): string {
  const given = process.env['PLATFORM_API_KEY']
  // While it is replaced there are several: any of them opens.
  if (given) return given.split(',', 1).join('').trim()
  const file = join(process.env['DATA_DIR'] ?? '.data', 'secrets.json')
  const secrets: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const isRecord = typeof secrets === 'object' && secrets !== null
  const key = isRecord && 'platformApiKey' in secrets ? secrets.platformApiKey : undefined
  if (typeof key !== 'string') throw new Error(`PLATFORM_API_KEY is not set, and ${file} does not hold it`)
  return key
}

/** Where core-api of this machine listens, unless the environment names another. */
export const coreApiUrl = (): string =>
  process.env['CORE_API_URL'] ?? `http://localhost:${process.env['CORE_API_PORT'] ?? '3000'}`
