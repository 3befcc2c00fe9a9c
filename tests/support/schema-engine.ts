import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { messageOf } from '@latchkey/dev-postgres/errors'
import { z } from 'zod'
import { withClient } from '../../scripts/migrations/client.ts'
import { withEngine } from '../../scripts/migrations/engine.ts'

// What the stock CLI of Prisma starts as its engine, which it would download from a host of its own: its arguments and
// its JSON-RPC, a line each way, answered by the same engine as WebAssembly.

const Request = z.object({ id: z.number(), method: z.string(), params: z.unknown() })

/** Methods of the protocol that have another name in WebAssembly. */
const RENAMED: Readonly<Record<string, string>> = { getDatabaseVersion: 'version' }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string', default: '{}' },
    'enabled-preview-features': { type: 'string' },
  },
})
const { url = '' } = z.object({ url: z.string().optional() }).parse(JSON.parse(values.datasource))

/** The command that the CLI asks before it starts the protocol; it reads the exit code. */
async function ask(command: string): Promise<void> {
  if (command !== 'can-connect-to-database') throw new Error(`There is no ${command} here`)
  await withClient(url, (client) => client.query('SELECT 1'))
}

async function serve(): Promise<void> {
  const datamodels = values.datamodels.map((path): [string, string] => [path, readFileSync(path, 'utf8')])
  await withEngine(
    url,
    async (engine) => {
      const answer = async (method: string, params: unknown): Promise<object> => {
        // safe because the CLI calls what the engine of its version has
        const methods = engine as unknown as Record<string, (input: unknown) => Promise<unknown>>
        try {
          return { result: (await methods[RENAMED[method] ?? method]?.call(engine, params)) ?? null }
        } catch (error) {
          return { error: { code: 4466, message: method, data: { is_panic: false, message: messageOf(error) } } }
        }
      }
      for await (const line of createInterface({ input: process.stdin })) {
        const { id, method, params } = Request.parse(JSON.parse(line))
        process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...(await answer(method, params)) })}\n`)
      }
    },
    datamodels,
  )
}

await (positionals[0] === 'cli' ? ask(positionals[1] ?? '') : serve())
