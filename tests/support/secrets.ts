import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll } from 'vitest'

/** Members of bodies and headers whose values nobody may find in a log. */
const MEMBERS = new Set(
  ['password', 'currentPassword', 'newPassword', 'temporaryPassword', 'token', 'accessToken', 'refreshToken'].map(
    (name) => name.toLowerCase(),
  ),
)
const HEADERS = ['authorization', 'x-platform-key']
/** Shorter ones would be found in other words. */
const LEAST = 8

/** The secrets in a value of JSON, wherever they stand. */
export function secretsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    MEMBERS.has(name.toLowerCase()) && typeof inner === 'string' ? [inner] : secretsOf(inner),
  )
}

const secretsIn = (body: string): string[] => {
  try {
    return secretsOf(JSON.parse(body))
  } catch {
    return []
  }
}

/** The secrets that a log shows: whole, in the coding of a URL or of a string, or the part of a token that proves it. */
export function leaksOf(secrets: Iterable<string>, log: string): string[] {
  const forms = (secret: string) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  const parts = (secret: string) => (secret.split('.').length === 3 ? [secret.slice(secret.lastIndexOf('.') + 1)] : [])
  return [...new Set(secrets)].filter(
    (secret) => secret.length >= LEAST && [...forms(secret), ...parts(secret)].some((form) => log.includes(form)),
  )
}

export interface RecordingProxy {
  readonly url: string
  readonly secrets: Set<string>
}

/** Stands before a service and keeps the secrets of whatever passes. Call at the top level of a suite. */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const secrets = new Set<string>()
  const keep = (found: readonly string[]) => {
    for (const secret of found) secrets.add(secret)
  }
  const server = createServer(async (req, res) => {
    const { method = 'GET', url = '/' } = req
    const body = await text(req)
    const given = Object.entries(req.headers).filter(
      ([name]) => !['host', 'connection', 'content-length'].includes(name),
    )
    const headers = Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
    keep(HEADERS.flatMap((name) => headers[name]?.replace(/^Bearer /i, '') ?? []))
    keep(secretsIn(body))
    const answer = await fetch(`${target}${url}`, { method, headers, ...(body !== '' && { body }) })
    const answered = await answer.text()
    keep(secretsIn(answered))
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(answered)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port')
  return { url: `http://127.0.0.1:${address.port}`, secrets }
}
