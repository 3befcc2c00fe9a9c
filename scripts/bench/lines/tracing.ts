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

/** An authz like those that are measured everywhere else, but for the spans of every request that it sends. */
async function startTraced(bench: Bench, collector: string) {
  const { environments } = await bench.services()
  return startAuthz(environments, join(bench.folder, 'traced'), { OTEL_EXPORTER_OTLP_ENDPOINT: collector })
}

/** Traces that nobody collects, which is how all other lines are measured, cost no more than those that somebody does. */
export const tracing: Line<Bench> = {
  id: '11',
  title: 'traces, collected or not',
  parts: 1,
  async *run(bench) {
    const collector = await startCollector()
    const traced = await startTraced(bench, collector.url)
    const what = `check with \`atLeast\`, ${CONNECTIONS} connections, no traces collected, against all traces collected`
    try {
      const side = { url: traced.url, pids: [traced.child.pid], decides: true }
      const comparison = { what, connections: CONNECTIONS }
      const { authz } = await bench.services()
      const turns = await compareWith(bench, 'with atLeast', comparison, async (requests) => [
        { authz, other: { ...side, requests } },
      ])
      yield throughputOf(what, turns, 1)
    } finally {
      await traced.child.stop()
      collector.stop()
    }
  },
}
