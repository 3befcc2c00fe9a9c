import { type Answer, answerIn } from './answers.ts'
import { axesOf, type Cell, cellsOf, rowsOf } from './cells.ts'
import type { Policy } from './policy.ts'

/** A cell on which two policies decide differently. */
export interface Change {
  readonly cell: Cell
  readonly before: Answer
  readonly after: Answer
}

export interface Comparison {
  /** How many cells were compared: all there are. */
  readonly cells: number
  readonly changes: readonly Change[]
}

const isSame = (one: Answer, other: Answer): boolean => one.decision === other.decision && one.why === other.why

/** Asks both policies about every cell, in the names of either. */
export function comparePolicies(before: Policy, after: Policy): Comparison {
  const axes = axesOf(before, after)
  const cells = rowsOf(axes).flatMap((row) => cellsOf(row, axes))
  const changes = cells.flatMap((cell) => {
    const change = { cell, before: answerIn(before, cell), after: answerIn(after, cell) }
    return isSame(change.before, change.after) ? [] : [change]
  })
  return { cells: cells.length, changes }
}
