import { createDb, onBehalfOf, type Tx } from '@latchkey/shared/db/client'
import { DatabaseUnavailable } from '@latchkey/shared/db/errors'
import { inTransaction } from '@latchkey/shared/db/transaction'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { many } from '../support/answers.ts'
import { ownerPool, PATIENT } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const [{ orgId }, other] = [await createWorld(ownerPool()), await createWorld(ownerPool())]
const client = createDb(inject('databaseUrl'), 5, PATIENT)
afterAll(() => client.$disconnect())
const db = onBehalfOf(client, orgId)

interface Place {
  readonly pid: number
  readonly transaction: string
}
const throughPrisma = async (tx: Tx) =>
  tx.$queryRaw<Place[]>`SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS transaction`
const pastPrisma = async (tx: Tx) =>
  tx.read<Place>`SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS transaction`

const rename = (tx: Tx, name: string) => tx.write`UPDATE orgs SET name = ${name} WHERE id = ${orgId}::uuid`
const nameNow = async () => (await db.org.findUniqueOrThrow({ where: { id: orgId } })).name

describe('a statement of a transaction past Prisma', () => {
  it('runs on its connection and in it, whoever opens others at the same moment', async () => {
    const both = () => inTransaction(db, async (tx) => [await throughPrisma(tx), await pastPrisma(tx)])
    for (const [one, other] of await many(40, both)) expect(other).toEqual(one)
  })

  it('is seen by Prisma before it is committed, and by others after', async () => {
    const within = await inTransaction(db, async (tx) => {
      await rename(tx, 'committed')
      expect(await nameNow()).not.toBe('committed')
      return (await tx.org.findUniqueOrThrow({ where: { id: orgId } })).name
    })
    expect([within, await nameNow()]).toEqual(['committed', 'committed'])
  })

  it('is rolled back with it', async () => {
    const before = await nameNow()
    const failing = inTransaction(db, async (tx) => {
      await rename(tx, 'rolled back')
      throw new Error('afterwards')
    })
    await expect(failing).rejects.toThrow('afterwards')
    expect(await nameNow()).toBe(before)
  })

  it('is not sent once the transaction is over, for its connection is another’s by then', async () => {
    const { read } = await inTransaction(db, async (tx) => tx)
    await expect(read`SELECT 1`).rejects.toBeInstanceOf(DatabaseUnavailable)
  })

  it('answers with the domain error of what the database refused', async () => {
    const { slug } = await db.org.findUniqueOrThrow({ where: { id: other.orgId } })
    const taken = inTransaction(db, (tx) => tx.write`UPDATE orgs SET slug = ${slug} WHERE id = ${orgId}::uuid`)
    await expect(taken).rejects.toMatchObject({ code: 'slug_exists' })
  })
})
