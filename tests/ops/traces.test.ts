import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { eventually } from '../support/mail.ts'
import { CLIENT, otlpReceiver, type ReceivedSpan, SERVER } from '../support/otlp-receiver.ts'
import { runningServices } from '../support/running-services.ts'

const collector = await otlpReceiver()
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=sesame',
  OTEL_BSP_SCHEDULE_DELAY: '200',
}
const { authz, coreApi, secrets } = await runningServices({
  authz: { ...tracing, AUTHZ_DECISION_LOG: 'all' },
  coreApi: tracing,
})

const newId = (bytes: number) => randomBytes(bytes).toString('hex')
const send = (path: string, headers: Record<string, string> = {}, body?: object) =>
  fetch(`${coreApi.url}${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  })
/** An access token of an admin of a new org. */
async function signIn(): Promise<string> {
  const admin = { name: 'Ada', email: 'ada@example.test', password: 'mild-otter-counts-lanterns' }
  await send('/api/platform/orgs', { 'x-platform-key': secrets.platformKey }, { name: 'Traced', admin })
  const { email, password } = admin
  const login = await send('/api/auth/login', {}, { email, password })
  const { accessToken } = Object(await login.json())
  const currentPassword = password
  const change = { currentPassword, newPassword: 'seven-foxes-paint-the-harbour' }
  const changed = await send('/api/auth/change-password', { authorization: `Bearer ${accessToken}` }, change)
  return Object(await changed.json()).accessToken
}
const authorization = `Bearer ${await signIn()}`

/** The spans of a trace, once as many have come as are looked for. */
const spansOf = (traceId: string, isWhole: (spans: readonly ReceivedSpan[]) => boolean) =>
  eventually(() => {
    const spans = collector.spans.filter((span) => span.traceId === traceId)
    return isWhole(spans) ? spans : undefined
  })
const only = (spans: readonly ReceivedSpan[], service: string, kind: number, name: RegExp): ReceivedSpan => {
  const [found, ...more] = spans.filter(
    (span) => span.service === service && span.kind === kind && name.test(span.name),
  )
  if (found === undefined || more.length > 0) throw new Error(`not one ${name} in ${JSON.stringify(spans)}`)
  return found
}

describe('a request', () => {
  const [traceId, parent] = [newId(16), newId(8)]

  it('is one trace across both services and the database, a part of that of its caller', async () => {
    const traceparent = `00-${traceId}-${parent}-01`
    expect((await send('/api/users', { authorization, traceparent })).status).toBe(200)
    const spans = await spansOf(traceId, (all) => all.filter(({ kind }) => kind === SERVER).length === 2)
    const served = only(spans, 'latchkey-core-api', SERVER, /^GET \/api\/users$/)
    expect(served.parent).toBe(parent)
    expect(served.attributes).toMatchObject({ 'http.route': '/api/users', 'http.response.status_code': 200 })
    const asked = only(spans, 'latchkey-core-api', CLIENT, /^POST/)
    expect(asked.parent).toBe(served.spanId)
    const decided = only(spans, 'latchkey-authz', SERVER, /^POST \/authz\/check$/)
    expect(decided.parent).toBe(asked.spanId)
    for (const { service, spanId } of [served, decided]) {
      const statements = spans.filter((span) => span.service === service && span.name.startsWith('pg.query'))
      expect(statements.map((span) => span.parent)).toEqual(statements.map(() => spanId))
      expect(statements.map(({ attributes }) => attributes['db.query.text']).join()).toContain('SELECT')
    }
  })

  it('has its trace in the lines of both services', async () => {
    const own = (output: string) => output.split('\n').filter((line) => line.includes(`"traceId":"${traceId}"`))
    await eventually(() => own(authz.output.out).length >= 2 || undefined)
    expect(own(coreApi.output.out).map((line) => Object(JSON.parse(line)).msg)).toEqual(['request'])
    expect(
      own(authz.output.out)
        .map((line) => Object(JSON.parse(line)).msg)
        .toSorted(),
    ).toEqual(['decision', 'request'])
  })

  it('begins a trace where its caller has none', async () => {
    const requestId = `new-${newId(4)}`
    await send('/api/auth/me', { authorization, 'x-request-id': requestId })
    const line = await eventually(() => coreApi.output.out.split('\n').find((one) => one.includes(requestId)))
    const own = String(Object(JSON.parse(line)).traceId)
    expect(own).toMatch(/^[0-9a-f]{32}$/)
    const [root] = await spansOf(own, (spans) => spans.some(({ kind }) => kind === SERVER))
    expect(root).toBeDefined()
  })

  it('that its caller does not trace is not traced', async () => {
    const [quiet, loud] = [newId(16), newId(16)]
    await send('/api/auth/me', { authorization, traceparent: `00-${quiet}-${parent}-00` })
    await send('/api/auth/me', { authorization, traceparent: `00-${loud}-${parent}-01` })
    await spansOf(loud, (spans) => spans.some(({ kind }) => kind === SERVER))
    expect(collector.spans.filter((span) => span.traceId === quiet)).toEqual([])
  })
})

describe('what is sent to the collector', () => {
  it('carries the headers that it is told to', () => {
    expect(new Set(collector.headers)).toEqual(new Set(['sesame']))
  })

  it('holds no values of statements: no address, password or token', () => {
    const sent = JSON.stringify(collector.spans)
    expect(sent).not.toMatch(/ada@example|otter|foxes|Bearer/)
    expect(sent).not.toContain(authorization.slice(-20))
  })

  it('has no span of the queue, which asks for jobs all the time', () => {
    expect(collector.spans.filter(({ parent, kind }) => parent === undefined && kind !== SERVER)).toEqual([])
  })
})
