import { Pool } from 'undici'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One request of the story. */
export interface Call {
  readonly method: Method
  readonly path: string
  readonly token?: string
  readonly platformKey?: string
  readonly body?: unknown
}

/** What came back; the members of a JSON body are read through `field` and `items`. */
export interface Reply {
  readonly status: number
  readonly body: unknown
}

export interface Api {
  send(call: Call): Promise<Reply>
  close(): Promise<void>
}

export function createApi(baseUrl: string): Api {
  const pool = new Pool(baseUrl, { connections: 32 })
  return {
    send: async ({ method, path, token, platformKey, body }) => {
      const headers = {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(platformKey && { 'x-platform-key': platformKey }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      }
      const sent = body === undefined ? null : JSON.stringify(body)
      const answer = await pool.request({ method, path, headers, body: sent })
      const text = await answer.body.text()
      return { status: answer.statusCode, body: text === '' ? undefined : JSON.parse(text) }
    },
    close: () => pool.close(),
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The member at a dotted path, as text; empty when it is not there. */
export function field({ body }: Reply, path: string): string {
  let value = body
  for (const name of path.split('.')) value = isRecord(value) ? value[name] : undefined
  return value === undefined || value === null ? '' : String(value)
}

/** One member of every item of a list. */
export function items({ body }: Reply, path: string): string[] {
  const list = isRecord(body) ? body['items'] : undefined
  return Array.isArray(list) ? list.map((item) => field({ status: 0, body: item }, path)) : []
}
