import { isPermissionKey, isRoleKey } from '@latchkey/shared/permissions'
import { describe, expect, it } from 'vitest'
import { answerIn, answerOn } from '../../scripts/policy/answers.ts'
import { axesOf, type Cell, cellsOf, rowsOf } from '../../scripts/policy/cells.ts'
import { PRESENT } from '../../scripts/policy/policy.ts'
import { type Case, cases } from './worlds.ts'

const CASES = 5_000

/** The cell of a question about somebody in any world: what else is known of them must not matter. */
function cellOf({ key, facts: { subject, resource } }: Case): Cell | undefined {
  const org = resource?.type === 'building' ? resource.orgId : resource?.id
  if (resource === undefined || org !== subject.orgId) return undefined
  const here = subject.assignments.filter(({ buildingId }) => buildingId === resource.id)
  const lives = subject.occupancies.some(({ buildingId }) => buildingId === resource.id)
  const override = subject.allow.includes(key) ? 'ALLOW' : subject.deny.includes(key) ? 'DENY' : 'none'
  return {
    key,
    place: resource.type === 'org' ? 'org' : 'own building',
    roleKeys: subject.roleKeys.filter(isRoleKey),
    override,
    types: here.map(({ type }) => type),
    occupancy: lives ? 'resident' : 'none',
    status: subject.status,
  }
}

describe('the cells', () => {
  it('are all there are: whatever else is so of somebody, the answer is that of the cell', () => {
    const compared = cases(11, CASES).flatMap((one) => {
      const cell = cellOf(one)
      return cell === undefined ? [] : [[answerOn(PRESENT, one.facts, one.key), answerIn(PRESENT, cell)]]
    })
    expect(compared.length).toBeGreaterThan(CASES / 2)
    for (const [inWorld, inCell] of compared) expect(inWorld).toEqual(inCell)
  })

  it('in another building are those of somebody without a grant there', () => {
    const axes = axesOf(PRESENT)
    const cells = rowsOf(axes).flatMap((row) => cellsOf(row, axes))
    const elsewhere = cells.filter(({ place }) => place === 'other building')
    expect(elsewhere).toHaveLength(cells.length / 3)
    for (const cell of elsewhere) {
      const without: Cell = { ...cell, place: 'own building', types: [], occupancy: 'none' }
      expect(answerIn(PRESENT, cell)).toEqual(answerIn(PRESENT, without))
    }
  })

  it('name every key once in each row', () => {
    const keys = rowsOf(axesOf(PRESENT)).map(({ key }) => key)
    expect(keys.every(isPermissionKey)).toBe(true)
    expect(new Set(keys).size).toBe(PRESENT.keys.length)
  })
})
