import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterAll } from 'vitest'

/** A request as it arrived. */
interface Arrived {
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

type Answer = (res: ServerResponse, arrived: Arrived) => void

/** Something that listens where authz should, and answers as the test says. */
export interface FakeAuthz {
  readonly url: string
  /** Everything that arrived since the answer was set. */
  readonly arrived: readonly Arrived[]
  answer(next: Answer): void
}

export const json = (body: unknown, status = 200): Answer => text(JSON.stringify(body), status)

export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Answer =>
  (res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }

/** What authz says to an org_admin. */
export const PERMIT = {
  decision: true,
  context: { reason: { code: 'global_permission', via: { role: 'org_admin' } }, version: 1 },
}

async function portOf(server: Server): Promise<number> {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake listens on no port')
  return address.port
}

/** Permits everything until told otherwise. Call at the top level of a suite. */
export async function fakeAuthz(): Promise<FakeAuthz> {
  let answer: Answer = json(PERMIT)
  const arrived: Arrived[] = []
  const server = createServer((req, res) => {
    const request = { path: req.url ?? '', headers: req.headers }
    arrived.push(request)
    // Only a request that was read whole leaves its connection in a known state.
    req.resume().once('end', () => answer(res, request))
  })
  const port = await portOf(server)
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    answer(next) {
      answer = next
      arrived.length = 0
    },
  }
}
