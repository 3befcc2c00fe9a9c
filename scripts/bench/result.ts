/** One row of the table. */
export interface Result {
  readonly what: string
  /** What it is measured against, in absolute values. */
  readonly reference: string
  readonly ours: string
  readonly ratio: number
  readonly target: Target
  /** Lines to print below the table. */
  readonly notes?: readonly string[]
}

export interface Target {
  readonly kind: 'at least' | 'at most'
  readonly value: number
  readonly unit: string
}

export const atLeast = (value: number, unit = ''): Target => ({ kind: 'at least', value, unit })
export const atMost = (value: number, unit = ''): Target => ({ kind: 'at most', value, unit })

/** What could not be told is no target met. */
export const isMet = ({ ratio, target }: Result): boolean =>
  target.kind === 'at least' ? ratio >= target.value : ratio <= target.value

/** Said in the page where something was left out; no target hangs on it. */
export interface Omission {
  readonly omitted: string
}

export type Row = Result | Omission

/** A line of the table of targets. */
export interface Line<Context> {
  readonly id: string
  readonly title: string
  /** Comparisons or other steps of about the same length, for the progress bar. */
  readonly parts: number
  /** @throws Error when an answer is wrong or something does not work; the rows before it count */
  run(context: Context): AsyncIterable<Row>
}
