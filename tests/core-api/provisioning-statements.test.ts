import { createDb, type Db } from '@latchkey/shared/db/client'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { PATIENT } from '../support/database.ts'
import { identity, invitee, provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { settlers } from '../support/settlers.ts'

const real = createDb(inject('databaseUrl'), 5, PATIENT)
afterAll(() => real.$disconnect())

let statements: string[] = []
const listened = real.$extends({
  query: {
    $allOperations: ({ operation, args, query }) => {
      statements.push(`${operation} ${JSON.stringify(args)}`)
      return query(args)
    },
  },
})

let attempts = 0
let conflicts = 0
/** The transaction is carried out, and broken off at its end as by a conflict with another one. */
const transaction = (work: (tx: unknown) => Promise<unknown>, options?: object) => {
  attempts += 1
  return listened.$transaction(async (tx) => {
    const result = await work(tx)
    if (attempts <= conflicts) throw Object.assign(new Error('write conflict'), { code: 'P2034' })
    return result
  }, options)
}
// safe because the extension only listens and the client keeps its methods
const db = new Proxy(listened, {
  get: (target, name): unknown => (name === '$transaction' ? transaction : Reflect.get(target, name)),
}) as unknown as Db

const scene = await setScene({ db })
const { admin } = scene
const { newUnit, somebodyIn } = settlers(scene)

const listen = (expected: number) => {
  statements = []
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
    expect(statements.length).toBeGreaterThan(3)
    expect(statements.filter((statement) => statement.includes('"in":[]'))).toEqual([])
    const locks = statements.filter((statement) => statement.includes('pg_advisory_xact_lock'))
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
