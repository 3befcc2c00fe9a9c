/** A number that is raised where it counts, and read by whoever tells of it. */
export interface Count {
  value: number
}

/** How often memory had the facts of a question, and how often it took a statement. */
export interface MemoryCounts {
  readonly hits: Count
  readonly misses: Count
}

export const uncounted = (): MemoryCounts => ({ hits: { value: 0 }, misses: { value: 0 } })
