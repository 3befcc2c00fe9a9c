import { randomUUID } from 'node:crypto'
import { createDb } from '@latchkey/shared/db/client'
import { afterAll, describe, expect, it } from 'vitest'
import { answerOf } from '../support/answers.ts'
import { databaseProxy, MOMENTS } from '../support/database-proxy.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const proxy = await databaseProxy()
const lost = createDb(proxy.url, 2)
afterAll(() => lost.$disconnect())
const { db, world, admin } = await setScene({ db: lost })

const under = (key: string) => ({ 'idempotency-key': key })
const building = () => ({ name: unique('House') })
const buildingsNamed = async (name: string) =>
  (await db.query('SELECT FROM buildings WHERE org_id = $1 AND name = $2', [world.orgId, name])).rowCount

describe('a request whose connection to the database ends', () => {
  it.each(MOMENTS)('at any of its statements (%s), sent again until it is answered, is done once', async (moment) => {
    const send = (body: object, key: string) => admin.post('/api/org/buildings', body, under(key))
    const statements = await proxy.count(() => send(building(), randomUUID()))
    const wrong: unknown[] = []
    for (let at = 1; at <= statements; at += 1) {
      const [key, body] = [randomUUID(), building()]
      proxy.cutAt(at, moment)
      const first = await send(body, key)
      const last = first.status < 500 ? first : await send(body, key)
      const made = await buildingsNamed(body.name)
      if (last.status !== 201 || made !== 1) wrong.push({ at, first: answerOf(first), last: answerOf(last), made })
    }
    expect(wrong).toEqual([])
  })
})
