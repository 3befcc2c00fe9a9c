/** One answer to one request. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** The body as it came. */
  readonly text: string
  /** The JSON of the body; undefined without one. */
  readonly body: unknown
  /** The code of a problem. */
  readonly code: string | undefined
  /** The member at a dotted path (`user.id`, `items.0.label`). */
  at(path: string): unknown
  /** The same, as text: for ids and tokens. Fails when there is none. */
  str(path: string): string
  /** A member of each item of a list, at a dotted path. */
  items(path: string): unknown[]
}

export type Send = (path: string, init: RequestInit) => Promise<Response>
type HeaderValues = Readonly<Record<string, string>>

export interface Http {
  get(path: string, headers?: HeaderValues): Promise<Reply>
  delete(path: string, headers?: HeaderValues): Promise<Reply>
  post(path: string, body?: unknown, headers?: HeaderValues): Promise<Reply>
  put(path: string, body?: unknown, headers?: HeaderValues): Promise<Reply>
  patch(path: string, body?: unknown, headers?: HeaderValues): Promise<Reply>
  /** Sends JSON, or no body. */
  send(method: string, path: string, body?: unknown, headers?: HeaderValues): Promise<Reply>
  /** A request as it is, for what a well-behaved client does not send. */
  raw(path: string, init: RequestInit): Promise<Reply>
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const memberAt = (value: unknown, path: string): unknown =>
  path === '' ? value : path.split('.').reduce((inner, name) => (isRecord(inner) ? inner[name] : undefined), value)

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
  const at = (path: string) => memberAt(body, path)
  const code = at('code')
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    code: typeof code === 'string' ? code : undefined,
    at,
    str: (path) => {
      const value = at(path)
      if (typeof value !== 'string') throw new Error(`no text at ${path} of ${response.status} ${text}`)
      return value
    },
    items: (path) => {
      const items = at('items')
      if (!Array.isArray(items)) throw new Error(`no items in ${response.status} ${text}`)
      return items.map((item) => memberAt(item, path))
    },
  }
}

/** A client that sends JSON with these headers. */
export function createHttp(transport: Send, base: HeaderValues): Http {
  const raw: Http['raw'] = async (path, init) => {
    const headers = { ...base, ...Object.fromEntries(new Headers(init.headers)) }
    return toReply(await transport(path, { ...init, headers }))
  }
  const send: Http['send'] = (method, path, body, headers = {}) =>
    body === undefined
      ? raw(path, { method, headers })
      : raw(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    delete: (path, headers) => send('DELETE', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, body, headers) => send('PATCH', path, body, headers),
    send,
    raw,
  }
}
