/** What is wrong with the file itself, and where. */
export interface Fault {
  /** As an editor counts, from 1. */
  readonly line: number
  /** The name of the column; nothing where the fault is the line's. */
  readonly column: string | undefined
  readonly message: string
}

/** Nothing can be imported before these are mended. */
export class FileFaults extends Error {
  override readonly name = 'FileFaults'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super(`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in the file`)
    this.faults = faults
  }
}

/** @throws FileFaults unless there are none */
export function assertNone(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new FileFaults(faults.toSorted((one, other) => one.line - other.line))
}
