import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@latchkey/dev-postgres/ports'
import { machineEnvironment } from '../support/machine-environment.ts'

const PRISM = join(import.meta.dirname, '../../node_modules/@stoplight/prism-cli/dist/index.js')

export interface ValidatingProxy {
  readonly url: string
  /** How many requests came through it, and what it had against them or their answers. */
  seen(): { requests: number; complaints: string[] }
  stop(): Promise<void>
}

/** Prism between a client and a service: whatever differs from the document is answered with an error. */
export async function validatingProxy(document: object, service: string): Promise<ValidatingProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-prism-'))
  const file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(document))
  const port = await freePort()
  const args = [PRISM, 'proxy', file, service, '--errors', '--port', String(port)]
  const child = spawn(process.execPath, args, { env: machineEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  const kill = () => void child.kill()
  process.once('exit', kill)
  let output = ''
  const listening = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      output += String(part)
      if (output.includes('Prism is listening')) listening.resolve()
    })
  }
  child.once('exit', () => listening.reject(new Error(`Prism does not start:\n${output}`)))
  await listening.promise
  return {
    url: `http://127.0.0.1:${port}`,
    seen: () => ({
      requests: output.split('Request received').length - 1,
      complaints: output.split('\n').filter((line) => /✖|⚠|violation/i.test(line)),
    }),
    stop: async () => {
      child.kill()
      await ended
      process.removeListener('exit', kill)
      rmSync(folder, { recursive: true })
    },
  }
}
