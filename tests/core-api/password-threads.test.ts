import { expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { many, tally } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld } from '../support/world.ts'

const db = ownerPool()
const [world, elsewhere] = [await createWorld(db), await createWorld(db)]
const api = await testCoreApi()
const resident = await api.as(world.orgId, (await account(world)).id)
const reader = await api.as(elsewhere.orgId, await elsewhere.user({ roles: ['viewer'] }))
const { email } = await account(elsewhere)

it('twenty changes of one password keep nobody else waiting until they are done', async () => {
  // What takes the longest to judge for its length.
  const body = { currentPassword: PASSWORD, newPassword: '1'.repeat(48) }
  let done = 0
  const changes = many(20, async () => {
    const reply = await resident.post('/api/auth/change-password', body)
    done += 1
    return reply
  })
  const others = await Promise.all([
    api.anonymous.get('/livez'),
    reader.get('/api/users'),
    api.anonymous.post('/api/auth/login', { email, password: PASSWORD }),
  ])
  const doneBefore = done
  expect(tally(await changes)).toEqual({ '400 weak_password': 20 })
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(doneBefore).toBeLessThan(20)
}, 120_000)
