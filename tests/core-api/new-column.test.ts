import { ENDPOINTS } from '@latchkey/core-api/app'
import { createDb, type Db } from '@latchkey/shared/db/client'
import type { Read } from '@latchkey/shared/db/read'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool, PATIENT } from '../support/database.ts'
import { createExamples, sendExample } from '../support/examples.ts'

const LEAK = 'a column that nobody shows'

/** A column of JSON is one value, not a row. */
const JSON_COLUMNS = ['before', 'after']

/** Every row in what was read, with one column more. */
const widened = (read: unknown): unknown => {
  if (Array.isArray(read)) return read.map(widened)
  if (typeof read !== 'object' || read === null || read instanceof Date || ArrayBuffer.isView(read)) return read
  const columns = Object.entries(read)
  const wider = columns.map(([name, value]) => [name, JSON_COLUMNS.includes(name) ? value : widened(value)])
  return { ...Object.fromEntries(wider), added: LEAK }
}

const plain = createDb(inject('databaseUrl'), 10, PATIENT)
afterAll(() => plain.$disconnect())
const reading = { query: { $allOperations: async ({ args, query }: Reading) => widened(await query(args)) } }
interface Reading {
  readonly args: unknown
  readonly query: (args: unknown) => Promise<unknown>
}
// safe because a row with one column more is a row
const read: Read = async <Row extends object>(...asked: Parameters<Read>) =>
  widened(await plain.read(...asked)) as Row[]
// safe because this only adds to what is read: the client keeps its methods
const db = Object.assign(plain.$extends(reading), { read }) as unknown as Db

const api = await testCoreApi({ db })
const examples = await createExamples(api, ownerPool())

describe('a column that every table gained', () => {
  it('is in the rows that the verbs read', async () => {
    expect(JSON.stringify(await db.org.findFirst())).toContain(LEAK)
    expect(JSON.stringify(await db.$queryRaw`SELECT id FROM orgs LIMIT 1`)).toContain(LEAK)
    expect(JSON.stringify(await db.read`SELECT id FROM orgs LIMIT 1`)).toContain(LEAK)
  })

  it.each(ENDPOINTS.map(({ method, path }) => `${method.toUpperCase()} ${path}`))(
    'is not shown by %s',
    async (route) => {
      const reply = await sendExample(route, await Object(examples[route])())
      expect(reply.status).toBeOneOf([200, 201, 202, 204])
      expect(reply.text).not.toContain(LEAK)
    },
  )

  it('is not written down in any audit event', async () => {
    expect(await plain.auditEvent.count()).toBeGreaterThan(0)
    const events = await plain.auditEvent.findMany({ select: { action: true, before: true, after: true } })
    expect(events.filter((event) => JSON.stringify(event).includes(LEAK)).map(({ action }) => action)).toEqual([])
  })
})
