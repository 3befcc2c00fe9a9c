import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const authz = testAuthz()
const building = { type: 'building', id: await world.building() }
const userId = await world.user({ roles: ['viewer'] })
const { version } = (await authz.ask(userId, 'units.read', building)).context

const asking = (path: string, question: object) => (id: string, atLeast: number) =>
  authz.post(path, { subject: { type: 'user', id }, ...question, context: { atLeast } })
const action = { name: 'units.read' }

describe.each([
  ['a decision', asking('/authz/check', { action, resource: building })],
  ['a list of abilities', asking('/authz/abilities', {})],
  ['a resource search', asking('/access/v1/search/resource', { action, resource: { type: 'building' } })],
  ['an action search', asking('/access/v1/search/action', { resource: building })],
])('%s that must not be older than a version', (_, ask) => {
  it.each([0, 1, version])('is given when the database has it: %i', async (atLeast) => {
    const answer = await ask(userId, atLeast)
    expect(answer.status).toBe(200)
  })

  it('is refused when the database is behind it, with the advice to try again', async () => {
    const answer = await ask(userId, version + 1)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    const problem: unknown = await answer.json()
    expect(problem).toMatchObject({ code: 'stale_replica' })
    for (const member of ['decision', 'rules', 'results']) expect(problem).not.toHaveProperty(member)
  })

  it('is refused about somebody the database does not know yet', async () => {
    const id = newId()
    expect((await ask(id, 1)).status).toBe(503)
    expect((await ask(id, 0)).status).toBe(200)
  })
})

it('a question that the catalogue alone answers needs no version', async () => {
  const question = { subject: { type: 'user', id: userId }, action: { name: 'units.paint' }, resource: building }
  const answer = await authz.post('/authz/check', { ...question, context: { atLeast: version + 1 } })
  expect(await answer.json()).toEqual({
    decision: false,
    context: { reason: { code: 'unknown_action' }, version: 0, policy: expect.any(String) },
  })
})
