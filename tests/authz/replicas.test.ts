import { afterEach, describe, expect, it, vi } from 'vitest'
import { authzPool, ownerPool } from '../support/database.ts'
import { removeUnderLoad } from './removals.ts'
import { revokeUnderLoad } from './replicas.ts'

/** The comparisons of versions; each can be switched off. */
const comparing = vi.hoisted(() => ({ isCurrent: true, isStale: true, isStaleBuilding: true }))
vi.mock('@latchkey/authz/facts/freshness', async (original) => {
  const actual = await original<typeof import('@latchkey/authz/facts/freshness')>()
  const isCurrent: typeof actual.isCurrent = (...versions) => !comparing.isCurrent || actual.isCurrent(...versions)
  const isStale: typeof actual.isStale = (...versions) => comparing.isStale && actual.isStale(...versions)
  const isStaleBuilding: typeof actual.isStaleBuilding = (...versions) =>
    comparing.isStaleBuilding && actual.isStaleBuilding(...versions)
  return { isCurrent, isStale, isStaleBuilding }
})

const db = ownerPool()
const pools = [authzPool(), authzPool()]

afterEach(() => {
  Object.assign(comparing, { isCurrent: true, isStale: true, isStaleBuilding: true })
})

describe.each([
  ['asked for what holds now', false, 'isCurrent'],
  ['asked for what holds at a version', true, 'isStale'],
] as const)('two replicas without a channel between them, %s', (_, pinned, comparison) => {
  it('never permit after a revocation nor deny after a grant, under load', async () => {
    const { asked, stalePermits, staleDenials } = await revokeUnderLoad({ db, pools, pinned })
    expect({ stalePermits, staleDenials }).toEqual({ stalePermits: 0, staleDenials: 0 })
    expect(asked).toBeGreaterThan(200)
  })

  it('would, if versions were not compared', async () => {
    comparing[comparison] = false
    const { stalePermits } = await revokeUnderLoad({ db, pools, pinned })
    expect(stalePermits).toBeGreaterThan(0)
  })
})

describe('two replicas without a channel between them, asked for what is there at a version of the org', () => {
  it('never permit on what was deleted nor deny on what is there, under load', async () => {
    const { asked, stalePermits, staleDenials } = await removeUnderLoad({ db, pools })
    expect({ stalePermits, staleDenials }).toEqual({ stalePermits: 0, staleDenials: 0 })
    expect(asked).toBeGreaterThan(100)
  })

  it('would, if versions were not compared', async () => {
    comparing.isStaleBuilding = false
    expect((await removeUnderLoad({ db, pools })).stalePermits).toBeGreaterThan(0)
  })
})
