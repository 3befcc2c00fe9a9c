import { createDb, type Db } from '@latchkey/shared/db/client'
import pg from 'pg'
import { afterAll, describe, expect, inject, it, vi } from 'vitest'
import { PATIENT } from '../support/database.ts'
import { identity, invitee, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { settlers } from '../support/settlers.ts'

const real = createDb(inject('databaseUrl'), 5, PATIENT)
afterAll(() => real.$disconnect())

interface Statement {
  readonly text: string
  readonly values?: readonly unknown[]
}

/** What is sent to the database, be it by Prisma or past it. */
const sent = vi.spyOn(pg.Client.prototype, 'query')
const statements = (): Statement[] =>
  // safe because both send statements, and pg-pool texts alone
  (sent.mock.calls as unknown[][]).map(([query]) =>
    typeof query === 'string' ? { text: query } : (query as Statement),
  )

/** Prisma makes a condition that never holds of an empty list. */
const looksForNothing = ({ text, values = [] }: Statement): boolean =>
  text.includes('1=0') || values.some((value) => Array.isArray(value) && value.length === 0)

let attempts = 0
let conflicts = 0
/** The transaction is carried out, and broken off at its end as by a conflict with another one. */
const transaction: Db['$transaction'] = (work, options) => {
  attempts += 1
  return real.$transaction(async (tx) => {
    const result = await work(tx)
    if (attempts <= conflicts) throw Object.assign(new Error('write conflict'), { code: 'P2034' })
    return result
  }, options)
}
const db = new Proxy(real, {
  get: (target, name): unknown => (name === '$transaction' ? transaction : Reflect.get(target, name)),
})

const scene = await setScene({ db })
const { admin } = scene
const { newUnit, somebodyIn } = settlers(scene)

const listen = (expected: number) => {
  sent.mockClear()
  attempts = 0
  conflicts = expected
}

describe('a call', () => {
  const CALLS: [about: string, send: () => Promise<number>][] = [
    ['without a grant', async () => (await provision(admin, { identity: invitee() })).status],
    [
      'with a new home',
      async () => (await provision(admin, { identity: identity(), grants: { resident: await newUnit() } })).status,
    ],
    [
      'that moves somebody',
      async () => {
        const { target, settle } = await somebodyIn(1)
        return (await settle({ ...target, mode: 'MOVE' })).status
      },
    ],
  ]

  it.each(CALLS)('%s looks for nothing in an empty list, and takes no lock twice', async (_, send) => {
    listen(0)
    expect(await send()).toBeLessThan(300)
    expect(statements().length).toBeGreaterThan(3)
    expect(statements().filter(looksForNothing)).toEqual([])
    const locks = statements()
      .filter(({ text }) => text.includes('pg_advisory_xact_lock'))
      .map(({ values }) => JSON.stringify(values))
    expect(locks).toEqual([...new Set(locks)])
  })
})

describe('conflicts with others', () => {
  it('are outlived: 49 of them, and the call is done', async () => {
    listen(49)
    expect([(await provision(admin, { identity: invitee() })).status, attempts]).toEqual([201, 50])
  })

  it('end after the 50th attempt: 503 unavailable, with the time to try again', async () => {
    listen(1_000)
    const refused = await provision(admin, { identity: invitee() })
    expect([refused.status, refused.code, attempts]).toEqual([503, 'unavailable', 50])
    expect(refused.headers.get('retry-after')).toBe('1')
  })

  it('of any other change end after the fifth attempt', async () => {
    listen(1_000)
    const refused = await admin.post('/api/org/buildings', { name: 'Harbour House' })
    expect([refused.status, refused.code, attempts]).toEqual([503, 'unavailable', 5])
  })
})
