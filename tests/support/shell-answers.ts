import { describe, expect, it } from 'vitest'
import { head } from './raw-http.ts'
import { JSON_TYPE, type Line, listening, type ShellSubject } from './shell.ts'

/** A service, and another one whose every question fails as nobody foresaw. */
export interface AnswersSubject extends ShellSubject {
  readonly broken: Pick<ShellSubject, 'fetch' | 'lines'>
  /** The secrets that stand in its requests and settings: in no line of the log. */
  readonly secrets: readonly string[]
  /** Who asks, as a line of the log names it. */
  readonly who: Line
  /** What every answer carries beside its request id. */
  readonly headers: Readonly<Record<string, string>>
}

/** What depends on the answer. */
const OF_ONE_ANSWER = new Set([
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'etag',
  'keep-alive',
  'location',
  'www-authenticate',
])

/** What every service promises of its answers and its log. Call at the top level of a suite. */
export async function describeAnswers(subject: AnswersSubject): Promise<void> {
  const { get, post, ask } = await listening(subject)
  const broken = await listening({ ...subject, ...subject.broken })
  const body = JSON.stringify(subject.body)
  const good = (...lines: string[]) => post(JSON_TYPE, `content-length: ${body.length}`, ...lines) + body
  const lastLine = () => subject.lines.at(-1)

  describe('the line of a request', () => {
    it('holds what is named here, and nothing else', async () => {
      const answer = await ask(good('x-request-id: the "id"', 'user-agent: nobody', 'cookie: a=b'))
      expect(answer.status).toBe(subject.accepted)
      expect(lastLine()).toEqual({
        level: 30,
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        service: expect.any(String),
        requestId: 'the "id"',
        method: 'POST',
        route: subject.path,
        status: subject.accepted,
        durationMs: expect.any(Number),
        ...subject.who,
        msg: 'request',
      })
    })

    it('has the code of what was wrong, and the pattern of the route', async () => {
      await ask(head(`POST ${subject.path} HTTP/1.1`, 'host: test', JSON_TYPE, 'content-length: 2'), '{}')
      expect(lastLine()).toMatchObject({ status: 401, code: 'unauthorized', route: subject.path })
      await get('/nothing/of/the/kind')
      expect(lastLine()).toMatchObject({ route: '*' })
      expect(lastLine()).not.toHaveProperty('path')
    })

    it('never holds a secret', () => {
      const log = JSON.stringify(subject.lines)
      for (const secret of subject.secrets) expect(log).not.toContain(secret)
    })
  })

  it('what nobody foresaw is 500 without its cause, which the log has with its stack and the id', async () => {
    const answer = await broken.ask(good('x-request-id: the-broken-one'))
    expect(answer.status).toBe(500)
    expect(answer.body).not.toMatch(/unforeseen|\.ts/)
    const line = subject.broken.lines.find(({ msg }) => msg === 'unexpected error')
    expect(line).toMatchObject({ level: 50, requestId: 'the-broken-one' })
    expect(JSON.stringify(line)).toMatch(/unforeseen.*stack.*\.ts/)
  })

  it.each([
    ['a good answer', () => get('/livez')],
    ['an answer of the API', () => ask(good())],
    ['an unknown path', () => get('/nothing')],
    ['a refusal', () => ask(head(`POST ${subject.path} HTTP/1.1`, 'host: test'))],
    ['a wrong method', () => ask(head(`PUT ${subject.path} HTTP/1.1`, 'host: test'))],
    ['a bad host', () => ask(head('GET / HTTP/1.1', 'host: a b'))],
    ['the metrics', () => get('/metrics')],
  ])('%s carries what every answer carries', async (_, send) => {
    const { headers } = await send()
    const carried = [...headers].filter(([name]) => !OF_ONE_ANSWER.has(name))
    expect(Object.fromEntries(carried)).toEqual({ ...subject.headers, 'x-request-id': expect.stringMatching(/./) })
  })
}
