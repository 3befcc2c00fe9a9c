import { fileURLToPath } from 'node:url'
import { freePort } from '@latchkey/dev-postgres/ports'
import { becomesReady } from '../../launcher/ready.ts'
import { startChild } from '../children.ts'
import { onCore } from '../cores.ts'

const READY_MS = 10_000

/** A server that ours are measured against. */
export interface ConstantServer {
  readonly url: string
  readonly pid: number
}

/** @throws Error when it is not ready in time */
export async function startReference(
  file: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ConstantServer> {
  const port = await freePort()
  const program = fileURLToPath(new URL(`../servers/${file}`, import.meta.url))
  const child = await startChild(onCore('server', [process.execPath, program]), {
    env: { NODE_ENV: 'production', PATH: process.env['PATH'] ?? '', ...environment, PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const url = `http://127.0.0.1:${port}`
  if (await becomesReady(`${url}/readyz`, READY_MS, new AbortController().signal)) return { url, pid: child.pid }
  throw new Error(`${file} was not ready in time`)
}

export const startLimit = (): Promise<ConstantServer> => startReference('limit-server.ts')
