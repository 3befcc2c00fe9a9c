import { createDb } from '@latchkey/shared/db/client'
import { afterAll, expect, inject, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { many, tally } from '../support/answers.ts'
import { holding, untilHeldBy } from '../support/races.ts'
import { setScene } from '../support/scene.ts'
import { createWorld } from '../support/world.ts'

// As production has it: how long one waits is what the suite is about.
const production = createDb(inject('databaseUrl'), 10)
afterAll(() => production.$disconnect())
const { db, api, world, admin } = await setScene({ db: production })
const other = await createWorld(db)
const elsewhere = await account(other, { roles: ['org_admin'] })
const adminElsewhere = await api.as(other.orgId, elsewhere.id)

const LOCKS = {
  org: 'SELECT FROM orgs WHERE id = $1 AND $2 = $2 FOR UPDATE',
  user: 'SELECT FROM users WHERE org_id = $1 AND id = $2 FOR UPDATE',
}

it.each(Object.entries(LOCKS))(
  'a lock held on a row of one %s stops nobody else',
  { timeout: 60_000 },
  async (_, lock) => {
    const person = await account(world)
    const grant = () => admin.post(`/api/users/${person.id}/roles`, { roleKeys: ['viewer'] })
    const signIn = ({ email }: { email: string }) =>
      api.anonymous.post('/api/auth/login', { email, password: PASSWORD })
    await holding(db, lock, [world.orgId, person.id], async ({ name }) => {
      const held = many(30, grant)
      const signIns = many(4, () => signIn(person))
      await untilHeldBy(db, name, held)
      const others = [
        await signIn(elsewhere),
        await adminElsewhere.get('/api/users'),
        await adminElsewhere.post('/api/org/buildings', { name: 'Elsewhere' }),
        await adminElsewhere.post(`/api/users/${await other.user()}/roles`, { roleKeys: ['viewer'] }),
      ]
      expect(tally(others)).toEqual({ 200: 3, 201: 1 })
      // The lock is held still: they are told so, and do not wait for its end.
      const refused = await held
      expect(tally(refused)).toEqual({ '503 unavailable': 30 })
      expect(refused.every(({ headers }) => headers.has('retry-after'))).toBe(true)
      for (const { status } of await signIns) expect([200, 503]).toContain(status)
    })
    expect((await grant()).status).toBe(200)
  },
)
