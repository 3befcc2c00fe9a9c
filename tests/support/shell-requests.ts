import { describe, expect, it } from 'vitest'
import { head, type RawAnswer } from './raw-http.ts'
import { codeOf, JSON_TYPE, listening, type ShellSubject } from './shell.ts'

const KIB = 1024
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const refusedLike = (answer: RawAnswer) => [answer.status, codeOf(answer), answer.headers.get('content-type')]
const problem = (status: number, code: string) => [status, code, 'application/problem+json']

/** What every service promises of bodies and methods. Call at the top level of a suite. */
export async function describeRequests(subject: ShellSubject): Promise<void> {
  const { open, ask, post, postBody, get } = await listening(subject)
  const { bodyLimit, body, accepted } = subject
  const good = JSON.stringify(body)
  const padded = (bytes: number) => good + ' '.repeat(bytes - good.length)

  describe('a body', () => {
    it('may have the limit, in one piece or many, and its connection goes on', async () => {
      const connection = await open()
      connection.send(post(JSON_TYPE, `content-length: ${bodyLimit}`), padded(bodyLimit))
      expect((await connection.answer()).status).toBe(accepted)
      const piece = padded(bodyLimit / 4)
      const rest = chunk(' '.repeat(bodyLimit / 4))
      connection.send(post(JSON_TYPE, 'transfer-encoding: chunked'), chunk(piece), rest, rest, rest, '0\r\n\r\n')
      const again = await connection.answer()
      expect([again.status, again.headers.get('connection')]).toEqual([accepted, 'keep-alive'])
    })

    it('whose length is over the limit is answered before it is sent, and the connection ends', async () => {
      const connection = await open()
      connection.send(post(JSON_TYPE, `content-length: ${bodyLimit + 1}`))
      const answer = await connection.answer()
      expect(refusedLike(answer)).toEqual(problem(413, 'payload_too_large'))
      expect(answer.headers.get('connection')).toBe('close')
      await connection.ended()
    })

    it.each([
      ['with its length', (bytes: number) => [`content-length: ${bytes}`, (text: string) => text, ''] as const],
      ['in chunks', () => ['transfer-encoding: chunked', chunk, '0\r\n\r\n'] as const],
    ])('over the limit that is sent %s all the same is answered, never reset', async (_, how) => {
      const piece = ' '.repeat(256 * KIB)
      const pieces = Math.ceil((4 * bodyLimit) / piece.length)
      const [line, wrap, last] = how(pieces * piece.length)
      const connection = await open()
      connection.send(post(JSON_TYPE, line), ...Array.from({ length: pieces }, () => wrap(piece)), last)
      const answer = await connection.answer()
      expect([...refusedLike(answer), answer.headers.get('connection')]).toEqual([
        ...problem(413, 'payload_too_large'),
        'close',
      ])
      await connection.ended()
    })

    it('of another type is answered before it is read, and the connection ends, never by a reset', async () => {
      const connection = await open()
      connection.send(post('content-type: text/plain', 'content-length: 204800'), ' '.repeat(204_800))
      const answer = await connection.answer()
      expect(refusedLike(answer)).toEqual(problem(415, 'unsupported_media_type'))
      expect(answer.headers.get('connection')).toBe('close')
      await connection.ended()
    })

    it('that is expected to be refused is not asked for', async () => {
      const connection = await open()
      connection.send(post(JSON_TYPE, `content-length: ${bodyLimit + 1}`, 'expect: 100-continue'))
      expect((await connection.answer()).status).toBe(413)
    })

    it('is asked for when the client waits for that', async () => {
      const connection = await open()
      connection.send(post(JSON_TYPE, `content-length: ${good.length}`, 'expect: 100-continue'))
      expect((await connection.answer()).status).toBe(100)
      connection.send(good)
      expect((await connection.answer()).status).toBe(accepted)
    })

    it('of a request that is refused is read, so that the connection serves the next one', async () => {
      const connection = await open()
      const refused = head(`POST ${subject.path} HTTP/1.1`, 'host: test', JSON_TYPE, `content-length: ${bodyLimit}`)
      connection.send(refused, padded(bodyLimit), head('GET /livez HTTP/1.1', 'host: test'))
      const answer = await connection.answer()
      expect([answer.status, answer.headers.get('connection')]).toEqual([401, 'keep-alive'])
      expect((await connection.answer()).status).toBe(200)
    })

    it('of a GET is put aside, and the next request is served', async () => {
      const connection = await open()
      connection.send(head('GET /livez HTTP/1.1', 'host: test', 'content-length: 9'), 'not JSON!')
      connection.send(head('GET /livez HTTP/1.1', 'host: test'))
      expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([200, 200])
    })

    it('that is no UTF-8 is 400, and the same in UTF-8 is taken', async () => {
      const wrap = (bytes: number[]) => {
        const [before = '', after = ''] = JSON.stringify({ ...body, note: '@' }).split('@')
        return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
      }
      for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x8f], [0xc0, 0xaf]]) {
        const answer = await postBody(wrap(bytes))
        expect(refusedLike(answer)).toEqual(problem(400, 'invalid_request'))
        expect(answer.body).toContain('UTF-8')
      }
      expect((await postBody(wrap([0xc3, 0xa9]))).body).not.toContain('UTF-8')
    })

    it('is 400 when it is nested deeper than any question or answer is', async () => {
      const nested = (depth: number) =>
        JSON.stringify({ ...body, note: '@' }).replace('"@"', `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`)
      for (const depth of [64, 10_000, 30_000]) {
        const answer = await postBody(nested(depth))
        expect(refusedLike(answer)).toEqual(problem(400, 'invalid_request'))
        expect(answer.body).toContain('levels deep')
      }
      expect((await postBody(nested(62))).body).not.toContain('levels deep')
    })
  })

  describe('what a client did wrong', () => {
    it('is one line in the log, without a stack', async () => {
      const before = subject.lines.length
      const answer = await postBody('{"half":')
      expect(refusedLike(answer)).toEqual(problem(400, 'invalid_request'))
      const [line, ...more] = subject.lines.slice(before)
      expect(more).toEqual([])
      expect(line).toMatchObject({ msg: 'request', level: 30, status: 400, code: 'invalid_request', method: 'POST' })
      expect(JSON.stringify(line)).not.toMatch(/stack|SyntaxError|half/)
    })
  })

  describe('a known path with another method', () => {
    const OTHERS = ['PUT', 'DELETE', 'TRACE', 'PROPFIND', 'OPTIONS']

    it.each(OTHERS)('%s is 405 with Allow, before anybody is asked who they are', async (method) => {
      const answer = await ask(head(`${method} ${subject.path} HTTP/1.1`, 'host: test'))
      expect(refusedLike(answer)).toEqual(problem(405, 'method_not_allowed'))
      expect(answer.headers.get('allow')).toBe(subject.allow)
      expect((await ask(head(`POST ${subject.path} HTTP/1.1`, 'host: test'))).status).not.toBe(405)
    })

    it('tells that HEAD comes with GET', async () => {
      const answer = await ask(head('POST /livez HTTP/1.1', 'host: test'))
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
      const connection = await open()
      connection.send(head('HEAD /livez HTTP/1.1', 'host: test', 'connection: close'))
      await connection.ended()
      expect((await get('/livez')).status).toBe(200)
    })
  })
}
