import { afterEach, describe, expect, it, vi } from 'vitest'
import { authzPool, ownerPool } from '../support/database.ts'
import { revokeUnderLoad } from './replicas.ts'

/** The comparisons of versions; each can be switched off. */
const comparing = vi.hoisted(() => ({ isCurrent: true, isStale: true }))
vi.mock('@latchkey/authz/facts/freshness', async (original) => {
  const actual = await original<typeof import('@latchkey/authz/facts/freshness')>()
  const isCurrent: typeof actual.isCurrent = (...versions) => !comparing.isCurrent || actual.isCurrent(...versions)
  const isStale: typeof actual.isStale = (...versions) => comparing.isStale && actual.isStale(...versions)
  return { isCurrent, isStale }
})

const db = ownerPool()
const pools = [authzPool(), authzPool()]

afterEach(() => {
  Object.assign(comparing, { isCurrent: true, isStale: true })
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
