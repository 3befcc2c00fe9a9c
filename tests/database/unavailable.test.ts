import { createDb, DB_LIMITS, type DbLimits, onBehalfOf } from '@latchkey/shared/db/client'
import { isUnavailable } from '@latchkey/shared/db/errors'
import { Prisma } from '@latchkey/shared/db/generated/client'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { DomainError } from '@latchkey/shared/errors'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { many } from '../support/answers.ts'
import { ownerPool, PATIENT } from '../support/database.ts'
import { holding } from '../support/races.ts'
import { createWorld } from '../support/world.ts'

const pool = ownerPool()
const world = await createWorld(pool)
const { orgId } = world
const building = await world.building()
await world.unit(building)
const where = { orgId_id: { orgId, id: building } }

const dbWith = (limits: Partial<DbLimits>, connections = 4) => {
  const db = createDb(inject('databaseUrl'), connections, { ...PATIENT, ...limits })
  afterAll(() => db.$disconnect())
  return onBehalfOf(db, orgId)
}
const ofError = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  )
const isNotNow = async (work: Promise<unknown>) => isUnavailable(await ofError(work))
const LOCK = 'SELECT FROM buildings WHERE org_id = $1 AND id = $2 FOR UPDATE'
const rename = (name: string) => ({ where, data: { name } })

const LONG_HELD = `
  SELECT FROM pg_stat_activity waiting, unnest(pg_blocking_pids(waiting.pid)) AS holding (pid)
  JOIN pg_stat_activity holder USING (pid)
  WHERE holder.application_name = $1 AND clock_timestamp() - waiting.query_start > '400 milliseconds'`

describe('the limits of core-api', () => {
  it('end the wait for a lock before the statement, that before the transaction, and that before the server does', () => {
    const { lock, statement, silence, transaction, idleInTransaction } = DB_LIMITS
    const inOrder = [lock, statement, silence, transaction, idleInTransaction]
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b))
    expect(new Set(inOrder).size).toBe(inOrder.length)
  })
})

describe('what the database cannot do now', () => {
  it.each(['08006', '53100', '53200', '53300', '57014', '57P01', '57P03', '58030', '55P03', '25006', '40001', '40P01'])(
    'is known by its SQLSTATE (%s), in a transaction, out of one, and past Prisma',
    async (state) => {
      const db = dbWith({})
      const raise = `DO $$ BEGIN RAISE EXCEPTION 'anything' USING ERRCODE = '${state}'; END $$`
      expect(await isNotNow(db.$executeRawUnsafe(raise))).toBe(true)
      expect(await isNotNow(db.read`${Prisma.raw(raise)}`)).toBe(true)
      const error = await ofError(inTransaction(db, (tx) => tx.$executeRawUnsafe(raise)))
      expect(isUnavailable(error) || (error instanceof DomainError && error.code === 'unavailable')).toBe(true)
    },
  )

  it.each(['22012', '23514', '42501', '42P01', 'P0001', 'XX000'])('is not what is wrong itself (%s)', async (state) => {
    const raise = `DO $$ BEGIN RAISE EXCEPTION 'anything' USING ERRCODE = '${state}'; END $$`
    expect(await isNotNow(dbWith({}).$executeRawUnsafe(raise))).toBe(false)
    expect(await isNotNow(dbWith({}).read`${Prisma.raw(raise)}`)).toBe(false)
  })

  it('is a statement that takes too long', async () => {
    expect(await isNotNow(dbWith({ statement: 50 }).$queryRaw`SELECT pg_sleep(30)::text`)).toBe(true)
    expect(await isNotNow(dbWith({ statement: 50 }).read`SELECT pg_sleep(30)`)).toBe(true)
  })

  it('is an answer that does not come', async () => {
    expect(await isNotNow(dbWith({ silence: 50 }).$queryRaw`SELECT pg_sleep(30)::text`)).toBe(true)
    expect(await isNotNow(dbWith({ silence: 50 }).read`SELECT pg_sleep(30)`)).toBe(true)
  })

  it('is a lock that is not to be had', async () => {
    const db = dbWith({ lock: 50 })
    await holding(pool, LOCK, [orgId, building], async () => {
      expect(await isNotNow(db.building.update(rename('New')))).toBe(true)
      expect(await isNotNow(inTransaction(db, (tx) => tx.building.update(rename('New'))))).toBe(true)
    })
  })

  it('is a connection when none is free', async () => {
    const db = dbWith({ connect: 2_000 }, 1)
    await db.$queryRaw`SELECT 1`
    await inTransaction(db, async () => {
      expect(await isNotNow(db.$queryRaw`SELECT 1`)).toBe(true)
      expect(await isNotNow(db.read`SELECT 1`)).toBe(true)
      expect(await isNotNow(db.$transaction((tx) => tx.$queryRaw`SELECT 1`))).toBe(true)
    })
  })
})

describe('a transaction past its time', () => {
  it('is rolled back, and no statement of it runs outside of it', async () => {
    const db = dbWith({ transaction: 100 }, 1)
    const late = holding(pool, LOCK, [orgId, building], async (holder) => {
      const name = `late ${holder.name}`
      const change = { ...rename(name), include: { units: true } } as const
      const changing = ofError(inTransaction(db, (tx) => tx.building.update(change)))
      // Released only when the ROLLBACK stands behind the statement that waits.
      await expect.poll(async () => (await pool.query(LONG_HELD, [holder.name])).rowCount, { timeout: 10_000 }).toBe(1)
      await holder.release()
      return { name, error: await changing }
    })
    const { name, error } = await late
    expect(isUnavailable(error)).toBe(true)
    const { rows } = await pool.query('SELECT name FROM buildings WHERE org_id = $1 AND id = $2', [orgId, building])
    expect(rows[0].name).not.toBe(name)
    expect((await inTransaction(db, (tx) => tx.building.update(rename('In time')))).name).toBe('In time')
  })
})

describe('the share of an org', () => {
  it('leaves connections for the others while its own transactions wait', async () => {
    const db = dbWith({ place: 50 }, 4)
    const other = onBehalfOf(db, (await createWorld(pool)).orgId)
    const { promise: end, resolve } = Promise.withResolvers<void>()
    const open = [inTransaction(db, () => end), inTransaction(db, () => end)]
    expect(await isNotNow(inTransaction(db, () => end))).toBe(true)
    expect(await inTransaction(other, async () => 'done')).toBe('done')
    resolve()
    await Promise.all(open)
    expect(await inTransaction(db, async () => 'done')).toBe('done')
  })

  it('lets in everybody who waits for a place', async () => {
    const db = dbWith({}, 4)
    const done = await many(12, (at) => inTransaction(db, async () => at))
    expect(done).toEqual(Array.from({ length: 12 }, (_, at) => at))
  })
})
