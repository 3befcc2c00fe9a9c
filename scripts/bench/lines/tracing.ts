import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import type { Line } from '../result.ts'
import { startAuthz } from '../services/services.ts'
import { throughputOf } from './figures.ts'
import { compareWith } from './questions.ts'

const CONNECTIONS = 16
const what = `check with \`atLeast\`, ${CONNECTIONS} connections, no traces collected, against all traces collected`

/** Takes what is sent and keeps nothing. */
async function startCollector() {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{}'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // safe because it listens on a port
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() }
}

/** As new as each other, so that the spans are all they differ in: the others have been asked much else by then. */
async function startPair({ folder, services }: Bench, pair: number, collector: string) {
  const { environments } = await services()
  const more = { OTEL_EXPORTER_OTLP_ENDPOINT: collector }
  return {
    authz: await startAuthz(environments, join(folder, `untraced-${pair}`)),
    other: await startAuthz(environments, join(folder, `traced-${pair}`), more),
  }
}

/**
 * Traces that nobody collects, which is how all other lines are measured, are not made either: made and thrown away they would
 * cost much of what those cost that somebody collects, and the ratio would be about 1.
 */
export const tracing: Line<Bench> = {
  id: '11',
  title: 'traces, collected or not',
  parts: 1,
  async *run(bench) {
    const collector = await startCollector()
    const pairs: Awaited<ReturnType<typeof startPair>>[] = []
    try {
      for (let pair = 1; pair <= bench.options.copies; pair += 1) {
        pairs.push(await startPair(bench, pair, collector.url))
      }
      const comparison = { what, connections: CONNECTIONS }
      const turns = await compareWith(bench, 'with atLeast', comparison, async () => pairs)
      yield throughputOf(what, turns, 1.2)
    } finally {
      await Promise.all(pairs.flatMap(({ authz, other }) => [authz.child.stop(), other.child.stop()]))
      collector.stop()
    }
  },
}
