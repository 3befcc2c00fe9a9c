import { createFacts } from '@latchkey/authz/facts/facts'
import { createPool } from '@latchkey/authz/facts/pool'
import { createLogger } from '@latchkey/shared/logger'
import { afterAll, expect, it } from 'vitest'
import { deploy } from '../../scripts/migrations/deploy.ts'
import { many } from '../support/answers.ts'
import { testAuthz } from '../support/authz.ts'
import { suitePool } from '../support/database.ts'
import { holding } from '../support/races.ts'
import { scratchDatabase } from '../support/scratch.ts'
import { createWorld } from '../support/world.ts'

const url = await scratchDatabase()
await deploy(url)
const owner = suitePool(url)
const world = await createWorld(owner)
const id = await world.user({ roles: ['viewer'] })
const pool = createPool(url, 2, createLogger('authz', 'silent'))
afterAll(() => pool.end())
const authz = testAuthz({ facts: createFacts(pool) })
const resource = { type: 'building', id: await world.building() }
const ask = async () => {
  const question = { subject: { type: 'user', id }, action: { name: 'units.read' }, resource }
  return (await authz.post('/authz/check', question)).status
}

it('a table that is being changed makes every answer 503, while it is and no longer', async () => {
  expect(await ask()).toBe(200)
  await holding(owner, 'LOCK TABLE users IN ACCESS EXCLUSIVE MODE', [], async () => {
    expect(await many(10, ask)).toEqual(Array.from({ length: 10 }, () => 503))
  })
  expect(await ask()).toBe(200)
})
