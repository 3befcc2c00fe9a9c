import { createServer, type IncomingMessage } from 'node:http'
import { createLocalJWKSet, jwtVerify } from 'jose'
import pg from 'pg'
import { Pool } from 'undici'
import { z } from 'zod'
import { BUILDING, BUILDINGS, FREE_UNITS, type NamedStatement, SESSION, UNITS_BASIC } from './by-hand-statements.ts'

/**
 * A read of core-api as one would write it without a framework: the token is verified, prepared statements find the
 * session, the building and the list, and the question is asked over HTTP of a server that answers a constant.
 */
const { PORT, DATABASE_URL, QUESTION_URL = '', PUBLIC_KEYS = '{}' } = process.env
const LIMIT = 50

const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })
const Claims = z.object({ sub: z.string(), org: z.string(), sid: z.string() })
const Answer = z.object({ decision: z.boolean() })
const Version = z.array(z.object({ authzVersion: z.number() })).length(1)

const keySet = createLocalJWKSet(Keys.parse(JSON.parse(PUBLIC_KEYS)))
const checks = { algorithms: ['ES256'], issuer: 'latchkey', audience: 'latchkey-core-api' }
const database = new pg.Pool({ connectionString: DATABASE_URL, max: 20 })
const questions = new Pool(QUESTION_URL, { connections: 32 })

type Row = Record<string, unknown>

const rowsOf = async (statement: NamedStatement, values: readonly unknown[]): Promise<Row[]> =>
  (await database.query<Row>({ ...statement, values: [...values] })).rows

async function isAllowed(userId: string, name: string, resource: object, atLeast: number): Promise<boolean> {
  const body = JSON.stringify({
    subject: { type: 'user', id: userId },
    action: { name },
    resource,
    context: { atLeast },
  })
  const headers = { 'content-type': 'application/json' }
  const answer = await questions.request({ path: '/authz/check', method: 'POST', headers, body })
  return Answer.parse(await answer.body.json()).decision
}

const UNITS = /^\/api\/org\/buildings\/([0-9a-f-]{36})\/units(\/basic|\?available=true)$/

/** The page of a list, or undefined for what is not found or not allowed. */
async function pageOf(url: string, authorization = ''): Promise<object | undefined> {
  const { payload } = await jwtVerify(authorization.replace('Bearer ', ''), keySet, checks)
  const { sub, org, sid } = Claims.parse(payload)
  const [session] = Version.parse(await rowsOf(SESSION, [org, sub, sid]))
  if (session === undefined) return undefined
  const [, buildingId, kind] = UNITS.exec(url) ?? []
  if (buildingId !== undefined && (await rowsOf(BUILDING, [org, buildingId])).length === 0) return undefined
  const resource = buildingId === undefined ? { type: 'org', id: org } : { type: 'building', id: buildingId }
  if (!(await isAllowed(sub, kind === '/basic' ? 'units.basic.read' : 'units.read', resource, session.authzVersion))) {
    return undefined
  }
  if (buildingId === undefined) return { items: await rowsOf(BUILDINGS, [org, LIMIT]), nextCursor: null }
  const statement = kind === '/basic' ? UNITS_BASIC : FREE_UNITS
  return { items: await rowsOf(statement, [org, buildingId, LIMIT]), nextCursor: null }
}

async function answer({ url = '', headers }: IncomingMessage): Promise<{ status: number; body: object }> {
  if (url === '/readyz') return { status: 200, body: {} }
  try {
    const body = await pageOf(url, headers.authorization)
    return body === undefined ? { status: 404, body: {} } : { status: 200, body }
  } catch (error) {
    return { status: 500, body: { error: String(error) } }
  }
}

const server = createServer((request, response) => {
  void answer(request).then(({ status, body }) => {
    const text = JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.end(text)
  })
})
server.listen(Number(PORT), '127.0.0.1')
process.once('disconnect', () => process.exit(0))
