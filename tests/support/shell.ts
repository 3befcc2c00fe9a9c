import { listen, type Running } from '@latchkey/shared/http/server'
import { createLogger, type Logger } from '@latchkey/shared/logger'
import { afterAll, afterEach } from 'vitest'
import { z } from 'zod'
import { connectRaw, head, type RawAnswer, type RawConnection } from './raw-http.ts'

/** A service to be asked over real connections, and what a suite has to know of it. */
export interface ShellSubject {
  readonly fetch: Parameters<typeof listen>[0]
  /** Every line it has logged. */
  readonly lines: readonly Line[]
  readonly bodyLimit: number
  /** A route that takes POST again and again, with credentials and a body that it takes. */
  readonly path: string
  /** The methods of its path. */
  readonly allow: string
  readonly credentials: string
  readonly body: object
  readonly accepted: number
}

const Line = z.record(z.string(), z.unknown())
export type Line = z.output<typeof Line>

/** A logger that keeps its lines. */
export function keptLog(service: string, level = 'info'): { readonly lines: Line[]; readonly logger: Logger } {
  const lines: Line[] = []
  return { lines, logger: createLogger(service, level, { write: (line) => lines.push(Line.parse(JSON.parse(line))) }) }
}

export const JSON_TYPE = 'content-type: application/json'
export const codeOf = ({ body }: RawAnswer): unknown => Line.parse(JSON.parse(body))['code']

/** A subject that listens, and ways to ask it. Call at the top level of a suite. */
export async function listening(subject: ShellSubject, timeouts?: Parameters<typeof listen>[3]) {
  const running: Running = await listen(subject.fetch, 0, [], timeouts)
  afterAll(() => running.stop())
  const address = running.server.address()
  if (address === null || typeof address === 'string') throw new Error('the service listens on no port')
  const { port } = address
  const opened: RawConnection[] = []
  afterEach(() => {
    for (const connection of opened.splice(0)) connection.close()
  })
  const open = async () => {
    const connection = await connectRaw(port)
    opened.push(connection)
    return connection
  }
  /** One request on a connection of its own, and its answer. */
  const ask = async (...parts: (string | Uint8Array)[]) => {
    const connection = await open()
    connection.send(...parts)
    return connection.answer()
  }
  const get = (path: string, ...lines: string[]) => ask(head(`GET ${path} HTTP/1.1`, 'host: test', ...lines))
  /** The head of a POST to the route of the subject. */
  const post = (...lines: string[]) =>
    head(`POST ${subject.path} HTTP/1.1`, 'host: test', subject.credentials, ...lines)
  const postBody = (body: string | Uint8Array) =>
    ask(post(JSON_TYPE, `content-length: ${Buffer.byteLength(body)}`), body)
  /** The value of a series without the labels that every series of the service has. */
  const metric = async (series: RegExp): Promise<number> => {
    const { body } = await get('/metrics')
    return Number(
      body
        .split('\n')
        .find((line) => series.test(line))
        ?.split(' ')
        .at(-1) ?? Number.NaN,
    )
  }
  return { running, port, open, ask, get, post, postBody, metric }
}
