import { createValidity, LOOK_MS, MARGIN_MS } from '@latchkey/authz/facts/validity'
import { describe, expect, it } from 'vitest'
import { person } from '../policy/facts.ts'

const BOUNDARY = 1_000_000
const facts = (boundary: number | null) => ({ ...person(), boundary })
const passed = { monotonic: 0, wall: 500 }
const validity = createValidity({ monotonic: () => passed.monotonic, wall: () => passed.wall })
/** Facts that the database had `left` ms before their boundary, asked about so much later. */
const holdsAfter = (left: number, monotonic: number, wall = monotonic) => {
  const kept = facts(BOUNDARY)
  Object.assign(passed, { monotonic: 0, wall: 500 })
  validity.looked(kept, BOUNDARY - left, validity.reading())
  Object.assign(passed, { monotonic, wall: 500 + wall })
  return validity.holds(kept)
}

describe('facts that end hold without a statement', () => {
  it('until a second before they do, and never because they were read before', () => {
    const left = 5_000
    const last = left - MARGIN_MS - 1
    expect([holdsAfter(left, last), holdsAfter(left, last + 1)]).toEqual([true, false])
    expect(holdsAfter(MARGIN_MS, 0)).toBe(false)
  })

  it('for a minute at most after a look at the clock of the database', () => {
    expect([holdsAfter(BOUNDARY, LOOK_MS - 1), holdsAfter(BOUNDARY, LOOK_MS)]).toEqual([true, false])
  })

  it('by whichever clock says so first, also when the one of the wall is set back', () => {
    expect(holdsAfter(BOUNDARY, LOOK_MS, 0)).toBe(false)
    expect(holdsAfter(BOUNDARY, 0, LOOK_MS)).toBe(false)
    expect(holdsAfter(BOUNDARY, 1, -1)).toBe(false)
  })

  it('not before anything was looked at', () => {
    expect(validity.holds(facts(BOUNDARY))).toBe(false)
  })
})

it('facts that do not end hold for as long as their version does', () => {
  expect(validity.holds(facts(null))).toBe(true)
})
