import { type Arguments, type Client, createClient, LatchkeyError, type OperationId } from '@latchkey/client'

/** As whom something is asked: with a token, with the platform key, or as anybody. */
export interface Who {
  readonly token?: string
  readonly platformKey?: string
}
export const ANYBODY: Who = {}

/** One request of the story. */
export interface Call {
  readonly who: Who
  run(client: Client): Promise<{ readonly status: number; readonly body: unknown }>
}

/** What came back; the members of a JSON body are read through `field` and `items`. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  /** Method and path of the request. */
  readonly request: string
}

export interface Api {
  send(call: Call): Promise<Reply>
}

/** An operation of core-api with what it takes. */
export const call = <Id extends OperationId>({ token, platformKey }: Who, id: Id, ...input: Arguments<Id>): Call => ({
  who: { ...(token !== undefined && { token }), ...(platformKey !== undefined && { platformKey }) },
  run: (client) => client.send(id, ...input),
})

/** Asks through the client that others install. Nothing is tried twice: the story tells what each request comes to. */
export function createApi(baseUrl: string): Api {
  const send: Api['send'] = async ({ who: { token, platformKey }, run }) => {
    let request = ''
    const fetch = (sent: Request) => {
      const { pathname, search } = new URL(sent.url)
      request = `${sent.method} ${pathname}${search}`
      return globalThis.fetch(sent)
    }
    const client = createClient({
      ...{ baseUrl, fetch, retries: { attempts: 1 } },
      ...(token !== undefined && { accessToken: () => token }),
      ...(platformKey !== undefined && { platformKey }),
    })
    try {
      const { status, body } = await run(client)
      return { status, body, request }
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error
      return { status: error.status, body: error.problem, request }
    }
  }
  return { send }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

type Answered = Pick<Reply, 'body'>

/** The member at a dotted path, as text; empty when it is not there. */
export function field({ body }: Answered, path: string): string {
  let value = body
  for (const name of path.split('.')) value = isRecord(value) ? value[name] : undefined
  return value === undefined || value === null ? '' : String(value)
}

/** One member of every item of a list. */
export function items({ body }: Answered, path: string): string[] {
  const list = isRecord(body) ? body['items'] : undefined
  return Array.isArray(list) ? list.map((item) => field({ body: item }, path)) : []
}
