import { readFileSync } from 'node:fs'
import { POLICY_HASH } from '@latchkey/authz/policy/hash'
import { describe, expect, it } from 'vitest'
import {
  lockOf,
  POLICY_HASH_FILE,
  POLICY_LOCK,
  policyHashFile,
  policyLockPage,
  presentLock,
} from '../../scripts/policy/lock.ts'
import { PRESENT } from '../../scripts/policy/policy.ts'
import { decide, person, RESOURCES } from './facts.ts'
import { CELLS_OF_A_KEY, MANAGERS_WRITE_UNITS } from './mutants.ts'

const written = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const HINT = 'the policy answers otherwise: look at `pnpm policy:diff main`, then write it again with `pnpm write:docs`'

describe('docs/policy.lock.json', () => {
  it('has every answer of the policy as it is', () => {
    expect(written(POLICY_LOCK) === policyLockPage(), HINT).toBe(true)
    expect(presentLock().cells).toBe(PRESENT.keys.length * CELLS_OF_A_KEY)
  })

  it('has one letter for each cell', () => {
    const letters = Object.values(presentLock().rows).join('')
    expect(letters).toHaveLength(presentLock().cells)
    expect([...new Set(letters)].toSorted().join('')).toBe(Object.keys(presentLock().answers).join(''))
  })

  it('has the hash that authz puts into its answers', () => {
    expect(written(POLICY_HASH_FILE), HINT).toBe(policyHashFile())
    expect(POLICY_HASH).toBe(presentLock().hash)
    const subject = person()
    const decision = decide('units.read', { subject, resource: RESOURCES['own building'] })
    expect(decision.context.policy).toBe(presentLock().hash.slice(0, 12))
  })
})

describe('the hash of a policy', () => {
  it('is another when one answer is', () => {
    expect(lockOf(MANAGERS_WRITE_UNITS).hash).not.toBe(presentLock().hash)
  })

  it('stays when only the order of the names changes', () => {
    const { keys, roleKeys, types } = PRESENT
    const reversed = { keys: keys.toReversed(), roleKeys: roleKeys.toReversed(), types: types.toReversed() }
    expect(lockOf({ ...PRESENT, ...reversed }).hash).toBe(presentLock().hash)
  })
})
