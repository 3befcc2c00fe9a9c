import { describe, expect, it } from 'vitest'
import { testAuthz } from '../support/authz.ts'
import { ownerPool } from '../support/database.ts'
import { decisionsIn } from '../support/decisions.ts'
import { createWorld } from '../support/world.ts'

const world = await createWorld(ownerPool())
const authz = testAuthz()
const viewer = { type: 'user', id: await world.user({ roles: ['viewer'] }) }
const building = { type: 'building', id: await world.building() }
const read = { name: 'units.read' }
const write = { name: 'units.write' }
const send = (body: object) => authz.post('/authz/check/batch', body)
const decisionsOf = async (body: object) => await decisionsIn(await send(body))

describe('the semantic', () => {
  const items = [read, write, read].map((action) => ({ action }))
  const body = { subject: viewer, resource: building }
  const semantic = (evaluations_semantic: string, evaluations: readonly object[] = items) => ({
    ...body,
    evaluations,
    options: { evaluations_semantic },
  })

  it('executes all items by default, and when it says so', async () => {
    expect(await decisionsOf({ ...body, evaluations: items })).toEqual([true, false, true])
    expect(await decisionsOf({ ...body, evaluations: items, options: {} })).toEqual([true, false, true])
    expect(await decisionsOf(semantic('execute_all'))).toEqual([true, false, true])
  })

  it('deny_on_first_deny ends with the first denial, a failed item being one', async () => {
    expect(await decisionsOf(semantic('deny_on_first_deny'))).toEqual([true, false])
    expect(await decisionsOf(semantic('deny_on_first_deny', [{ action: read }]))).toEqual([true])
    const failing = [{ action: read }, { action: 'units.read' }, { action: read }]
    expect(await decisionsOf(semantic('deny_on_first_deny', failing))).toEqual([true, false])
  })

  it('permit_on_first_permit ends with the first permit', async () => {
    expect(await decisionsOf(semantic('permit_on_first_permit', items.slice(1)))).toEqual([false, true])
    expect(await decisionsOf(semantic('permit_on_first_permit', [{ action: write }]))).toEqual([false])
  })

  it.each(['', 'EXECUTE_ALL', 'first'])('is 400 when it is none of these: %j', async (unknown) => {
    expect((await send(semantic(unknown))).status).toBe(400)
  })
})
