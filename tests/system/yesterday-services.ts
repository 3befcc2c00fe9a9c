import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '@latchkey/dev-postgres/ports'
import pg from 'pg'
import { becomesReady } from '../../scripts/launcher/ready.ts'
import { signingKey } from '../support/keys.ts'
import { machineEnvironment } from '../support/machine-environment.ts'
import { unique } from '../support/world.ts'
import type { Tree } from './yesterday.ts'

const READY_MS = 60_000

type Environment = Readonly<Record<string, string>>

export interface Database {
  /** As its owner. */
  readonly url: string
  readonly authzUrl: string
}

/** An empty one, and the URL of a role of authz that is not there yet. */
export async function newDatabase(serverUrl: string): Promise<Database> {
  const name = unique('yesterday').replaceAll('-', '_')
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const [url, authzUrl] = [new URL(serverUrl), new URL(serverUrl)]
  for (const one of [url, authzUrl]) one.pathname = `/${name}`
  authzUrl.username = `${name}_authz`
  authzUrl.password = unique('password')
  return { url: url.href, authzUrl: authzUrl.href }
}

interface Ended {
  readonly code: unknown
  readonly output: string
}

/** A file of a tree, run from its source. */
function run({ folder }: Tree, file: string, env: Environment): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--conditions=source', file], {
    cwd: folder,
    env: { ...machineEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { child, ended: ended.then(([out, err, [code]]) => ({ code, output: out + err })) }
}

async function startReady(tree: Tree, service: string, port: number, env: Environment) {
  const started = run(tree, `services/${service}/src/main.ts`, env)
  const over = new AbortController()
  started.child.once('exit', () => over.abort())
  if (await becomesReady(`http://127.0.0.1:${port}/readyz`, READY_MS, over.signal)) return started
  started.child.kill('SIGKILL')
  throw new Error(`${service} of ${tree.folder} was not ready:\n${(await started.ended).output}`)
}

export interface Services {
  /** Plays the story that a tree tells. */
  walkthrough(tree: Tree): Promise<Ended>
  stop(): Promise<void>
}

/** authz and core-api, each of a tree, on one database. */
export async function startServices(
  { url, authzUrl }: Database,
  trees: Readonly<Record<'authz' | 'coreApi', Tree>>,
): Promise<Services> {
  const [authzPort, port] = [await freePort(), await freePort()]
  const [authzKey, platformKey] = [unique('key-of-core-api'), unique('key-of-the-platform')]
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-mails-'))
  const started = [
    await startReady(trees.authz, 'authz', authzPort, {
      AUTHZ_PORT: String(authzPort),
      AUTHZ_DATABASE_URL: authzUrl,
      AUTHZ_CLIENT_KEYS: `core-api:${authzKey}`,
    }),
    await startReady(trees.coreApi, 'core-api', port, {
      CORE_API_PORT: String(port),
      DATABASE_URL: url,
      AUTHZ_URL: `http://127.0.0.1:${authzPort}`,
      AUTHZ_KEY: authzKey,
      // A loaded machine takes longer than production waits.
      AUTHZ_DEADLINE_MS: '10000',
      PLATFORM_API_KEY: platformKey,
      JWT_SIGNING_KEYS: JSON.stringify({ keys: [await signingKey('yesterday')] }),
      DATA_DIR: folder,
    }),
  ]
  return {
    walkthrough: (tree) =>
      run(tree, 'scripts/walkthrough.ts', {
        CORE_API_URL: `http://127.0.0.1:${port}`,
        PLATFORM_API_KEY: platformKey,
        DATA_DIR: folder,
      }).ended,
    stop: async () => {
      for (const { child } of started) child.kill('SIGTERM')
      await Promise.all(started.map(({ ended }) => ended))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
