import { describe, expect, it } from 'vitest'
import { head } from './raw-http.ts'
import { codeOf, JSON_TYPE, listening, type ShellSubject } from './shell.ts'

const BAD_HOSTS = ['a b', 'a/b', 'a@b', 'a?b', 'a#b', 'test:99999', 'test:x', '[::1', 'te%73t', '\u00e4.test']
const GOOD_HOSTS = ['test', 'TEST:3000', '127.0.0.1:80', '[::1]:3000', 'a-b.example.com', 'a_b', 'test:65535']

/** What every service promises of requests that never reach its app. Call at the top level of a suite. */
export async function describeRefusals(subject: ShellSubject): Promise<void> {
  const { ask, metric, open, post } = await listening(subject)

  /** Refused with problem+json under an id of its own, counted and logged once. */
  const expectRefusal = async (request: string | Uint8Array, reason: string, status: number, code: string) => {
    const counted = () => metric(new RegExp(`^latchkey_refused_connections_total\\{.*reason="${reason}"`))
    const before = await counted()
    const logged = subject.lines.length
    const answer = await ask(request)
    expect([answer.status, codeOf(answer), answer.headers.get('content-type')]).toEqual([
      status,
      code,
      'application/problem+json',
    ])
    const requestId = answer.headers.get('x-request-id')
    const lines = subject.lines.slice(logged).filter((line) => line['refused'] !== undefined)
    expect(lines).toEqual([expect.objectContaining({ msg: 'request', status, code, requestId, refused: reason })])
    expect((await counted()) - before).toBe(1)
  }

  describe('a request without Host', () => {
    it.each(['/livez', '/readyz', '/nothing'])('of HTTP/1.0, as health checks are, is served: %s', async (path) => {
      const answer = await ask(`GET ${path} HTTP/1.0\r\n\r\n`)
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(answer.status).toBe((await ask(head(`GET ${path} HTTP/1.1`, 'host: test'))).status)
    })

    it('of HTTP/1.1 is refused, as its RFC has it, and says so', async () => {
      await expectRefusal('GET /livez HTTP/1.1\r\n\r\n', 'bad_host', 400, 'invalid_request')
      await expectRefusal(head('GET /livez HTTP/1.1', 'host:'), 'bad_host', 400, 'invalid_request')
    })
  })

  describe('a Host', () => {
    it.each(BAD_HOSTS)('%j is refused', async (host) => {
      await expectRefusal(head('GET /livez HTTP/1.1', `host: ${host}`), 'bad_host', 400, 'invalid_request')
    })

    it.each(GOOD_HOSTS)('%j is taken', async (host) => {
      expect((await ask(head('GET /livez HTTP/1.1', `host: ${host}`))).status).toBe(200)
    })

    it('given twice is refused, the same one too', async () => {
      for (const other of ['test', 'other'])
        await expectRefusal(
          head('GET /livez HTTP/1.1', 'host: test', `Host: ${other}`),
          'bad_host',
          400,
          'invalid_request',
        )
    })
  })

  describe('a target', () => {
    it.each(['*', '/a\\b', 'ftp://test/livez', 'http://[/livez'])('%s is refused', async (target) => {
      await expectRefusal(head(`OPTIONS ${target} HTTP/1.1`, 'host: test'), 'bad_target', 400, 'invalid_request')
    })

    it('that is a whole URL is served', async () => {
      expect((await ask(head('GET http://elsewhere/livez HTTP/1.1', 'host: test'))).status).toBe(200)
    })
  })

  describe('what is no request', () => {
    it.each([
      ['garbage', 'nonsense\r\n\r\n'],
      ['a TLS greeting', Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03)],
      ['a header without a name', head('GET /livez HTTP/1.1', 'host: test', ': x')],
      ['two lengths', head('GET /livez HTTP/1.1', 'host: test', 'content-length: 1', 'content-length: 2')],
      [
        'a length and chunks',
        head(`POST /livez HTTP/1.1`, 'host: test', 'content-length: 1', 'transfer-encoding: chunked'),
      ],
    ])('%s is refused', async (_, bytes) => {
      await expectRefusal(bytes, 'malformed', 400, 'invalid_request')
    })

    it('a head without end is refused at 16 KiB', async () => {
      const long = head('GET /livez HTTP/1.1', 'host: test', `x-long: ${'x'.repeat(64 * 1024)}`)
      await expectRefusal(long, 'headers_too_large', 431, 'headers_too_large')
    })

    it('a body whose chunks are none is refused', async () => {
      await expectRefusal(
        `${post(JSON_TYPE, 'transfer-encoding: chunked')}xyz\r\n`,
        'malformed',
        400,
        'invalid_request',
      )
    })

    it('a tunnel is refused', async () => {
      await expectRefusal(head('CONNECT test:443 HTTP/1.1', 'host: test'), 'connect', 400, 'invalid_request')
    })
  })

  it('a client that goes away is nobody to refuse', async () => {
    const logged = subject.lines.length
    const connection = await open()
    connection.send('GET /livez HT')
    connection.reset()
    await ask(head('GET /livez HTTP/1.1', 'host: test'))
    expect(subject.lines.slice(logged).filter((line) => line['refused'] !== undefined)).toEqual([])
  })

  describe('a client that takes too long', async () => {
    const hasty = await listening(subject, { headersTimeout: 50, requestTimeout: 50, keepAliveTimeout: 65_000 })

    it.each([
      ['with its head', 'GET /livez HTTP/1.1\r\nhost: te'],
      ['with its body', `${post(JSON_TYPE, 'content-length: 10')}{`],
    ])('%s is told so', async (_, beginning) => {
      const answer = await hasty.ask(beginning)
      expect([answer.status, codeOf(answer)]).toEqual([408, 'request_timeout'])
      expect(subject.lines.filter((line) => line['refused'] === 'timeout').length).toBeGreaterThan(0)
    })
  })
}
