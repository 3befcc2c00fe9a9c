import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Case } from './cases.ts'

/** A decision point under test: how to reach it, and a key that it knows. */
export interface PointUnderTest {
  send(path: string, init: RequestInit): Promise<Response>
  readonly key: string
}

class Fault extends Error {}
const demand = (holds: boolean, message: string): void => {
  if (!holds) throw new Fault(message)
}

const REQUEST_ID = 'Conformance/1.0 {id}; ~'
const MOST_PAGES = 100

const Decided = z.looseObject({ decision: z.boolean(), context: z.looseObject({}).optional() })
const Entity = z.looseObject({ type: z.string(), id: z.string() })
const Named = z.looseObject({ name: z.string() })
const Page = z.looseObject({ next_token: z.string(), count: z.int().optional() })
const Found = z.looseObject({ results: z.array(z.union([Entity, Named])), page: Page.optional() })
const Batch = z.looseObject({ evaluations: z.array(Decided) })

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Fault(`a body of another form: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

const request = (asked: Case, key: string, body: unknown): RequestInit => {
  const headers = new Headers(asked.headers)
  const known = asked.auth === 'invalid' ? 'not-a-known-key' : key
  if (asked.auth !== 'missing') headers.set('authorization', `Bearer ${known}`)
  if (asked.expectEchoHeader !== undefined) headers.set(asked.expectEchoHeader, REQUEST_ID)
  const text = asked.rawBody ?? JSON.stringify(body)
  return { method: asked.method, headers, ...(asked.method === 'GET' ? {} : { body: text }) }
}

async function answerTo(asked: Case, { send, key }: PointUnderTest, body: unknown): Promise<unknown> {
  const answer = await send(asked.path, request(asked, key, body))
  const text = await answer.text()
  demand(asked.expectStatus.includes(answer.status), `status ${answer.status}: ${text.slice(0, 200)}`)
  if (answer.status === 401) demand(answer.headers.has('www-authenticate'), 'no WWW-Authenticate')
  const { expectEchoHeader: echoed } = asked
  if (echoed !== undefined) demand(answer.headers.get(echoed) === REQUEST_ID, `${echoed} is not echoed`)
  if (answer.status !== 200) return demand(!text.includes('"decision"'), 'a refusal that decides')
  const type = answer.headers.get('content-type') ?? ''
  demand(/^application\/json\s*(;|$)/.test(type), `content type ${type}`)
  try {
    return JSON.parse(text)
  } catch {
    throw new Fault(`no JSON: ${text.slice(0, 200)}`)
  }
}

/** The results of all pages, which must end. */
async function resultsOf(asked: Case, point: PointUnderTest, first: unknown): Promise<unknown[]> {
  let { results, page } = parse(Found, first)
  const all = [...results]
  for (let pages = 1; asked.followPages && page !== undefined && page.next_token !== ''; pages += 1) {
    demand(pages < MOST_PAGES, 'pages without end')
    const body = parse(z.looseObject({ page: z.looseObject({}).optional() }), asked.body)
    const next = { ...body, page: { ...body.page, token: page.next_token } }
    ;({ results, page } = parse(Found, await answerTo(asked, point, next)))
    all.push(...results)
  }
  return all
}

async function compare(asked: Case, point: PointUnderTest, body: unknown): Promise<void> {
  const { expect } = asked
  if (expect === undefined) return demand(!asked.expectStatus.includes(200), 'a case that expects nothing')
  for (const name of asked.mustNotHave) demand(!Object.hasOwn(Object(body), name), `has ${name}`)
  if ('results' in expect) {
    const results = await resultsOf(asked, point, body)
    const missing = expect.results.filter((wanted) => !results.some((result) => isDeepStrictEqual(result, wanted)))
    demand(missing.length === 0, `not found: ${JSON.stringify(missing)}`)
    demand(expect.results.length > 0 || results.length === 0, `found ${JSON.stringify(results)}`)
  } else if ('evaluations' in expect) {
    const got = parse(Batch, body).evaluations.map(({ decision }) => decision)
    const wanted = expect.evaluations.map(({ decision }) => decision)
    demand(isDeepStrictEqual(got, wanted), `decisions ${got}, not ${wanted}`)
  } else {
    const { decision } = parse(Decided, body)
    demand(decision === expect.decision, `decision ${decision}`)
  }
}

/** Runs one case; answers what is wrong, undefined when it passes. */
export async function run(asked: Case, point: PointUnderTest): Promise<string | undefined> {
  try {
    const bodies: unknown[] = []
    for (let turn = 0; turn < asked.repeat; turn += 1) {
      bodies.push(await answerTo(asked, point, asked.body))
      await compare(asked, point, bodies.at(-1))
    }
    demand(
      bodies.every((body) => isDeepStrictEqual(body, bodies[0])),
      'another answer to the same request',
    )
    return undefined
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
}
