import type { Memory } from '@latchkey/authz/memory'
import { describe, expect, it } from 'vitest'
import { authzPool, ownerPool } from '../support/database.ts'
import { revokeUnderLoad } from './replicas.ts'

const db = ownerPool()
const pools = [authzPool(), authzPool()]
const asItIs = (memory: Memory): Memory => memory

/** What is held counts as current without a look at the database. */
const neverCompared = (memory: Memory): Memory => ({ ...memory, isCurrent: () => true })

/** What is held counts as new enough for any `atLeast`. */
const alwaysNewEnough = (memory: Memory): Memory => ({
  ...memory,
  get: (subjectId) => {
    const held = memory.get(subjectId)
    return held && { ...held, version: Number.MAX_SAFE_INTEGER }
  },
})

describe.each([
  ['asked for what holds now', false, neverCompared],
  ['asked for what holds at a version', true, alwaysNewEnough],
])('two replicas without a channel between them, %s', (_, pinned, switchedOff) => {
  it('never permit after a revocation nor deny after a grant, under load', async () => {
    const { asked, stalePermits, staleDenials } = await revokeUnderLoad({ db, pools, pinned, change: asItIs })
    expect({ stalePermits, staleDenials }).toEqual({ stalePermits: 0, staleDenials: 0 })
    expect(asked).toBeGreaterThan(200)
  })

  it('would, if versions were not compared', async () => {
    const { stalePermits } = await revokeUnderLoad({ db, pools, pinned, change: switchedOff })
    expect(stalePermits).toBeGreaterThan(0)
  })
})
