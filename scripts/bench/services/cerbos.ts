import { spawnSync } from 'node:child_process'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { becomesReady } from '../../launcher/ready.ts'
import { startChild } from '../children.ts'
import { onCore } from '../cores.ts'
import { CERBOS_POLICIES } from '../oracle/cerbos-policy.ts'
import type { ConstantServer } from './references.ts'
import { inherited } from './services.ts'

const READY_MS = 30_000

/** Of the `cerbos` on PATH, or undefined when there is none. */
export const cerbosVersion = (): string | undefined =>
  spawnSync('cerbos', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0]

/** Cerbos with our policy, which writes its decisions down as authz does. @throws Error when it is not ready in time */
export async function startCerbos(folder: string): Promise<ConstantServer> {
  const policies = join(folder, 'cerbos')
  mkdirSync(policies)
  for (const [name, policy] of Object.entries(CERBOS_POLICIES)) {
    writeFileSync(join(policies, name), JSON.stringify(policy, undefined, 2))
  }
  const [http, grpc] = await Promise.all([freePort(), freePort()])
  const settings = {
    'server.httpListenAddr': `127.0.0.1:${http}`,
    'server.grpcListenAddr': `127.0.0.1:${grpc}`,
    'storage.driver': 'disk',
    'storage.disk.directory': policies,
    'telemetry.disabled': true,
    'audit.enabled': true,
    'audit.backend': 'file',
    'audit.file.path': join(folder, 'cerbos-audit.log'),
  }
  const flags = Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`)
  const log = openSync(join(folder, 'cerbos.log'), 'a')
  const child = await startChild(onCore('server', ['cerbos', 'server', ...flags]), {
    env: inherited(),
    stdio: ['ignore', log, log],
  })
  const url = `http://127.0.0.1:${http}`
  if (await becomesReady(`${url}/_cerbos/health`, READY_MS, new AbortController().signal))
    return { url, pid: child.pid }
  throw new Error('Cerbos was not ready in time')
}
