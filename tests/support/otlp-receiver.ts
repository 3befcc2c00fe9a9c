import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterAll } from 'vitest'
import { z } from 'zod'

const Attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(Attribute),
})
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
})

/** The kinds of OTLP. */
export const [SERVER, CLIENT] = [2, 3]

export interface ReceivedSpan {
  readonly service: string
  readonly traceId: string
  readonly spanId: string
  readonly parent: string | undefined
  readonly name: string
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
}

const valuesOf = (attributes: readonly z.output<typeof Attribute>[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

const spansOf = ({ resourceSpans }: z.output<typeof Sent>): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name'])
    return scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ parentSpanId: parent, attributes, ...span }) => ({
        ...{ ...span, service, parent, attributes: valuesOf(attributes) },
      }))
  })

/** A collector that takes spans by OTLP over HTTP, as JSON, and keeps them. Call at the top level of a suite. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = []
  const headers: unknown[] = []
  const server = createServer(async (req, res) => {
    if (req.url === '/v1/traces') spans.push(...spansOf(Sent.parse(await json(req))))
    headers.push(req.headers['x-collector-key'])
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the collector listens on no port')
  return { url: `http://127.0.0.1:${address.port}`, spans, headers }
}
