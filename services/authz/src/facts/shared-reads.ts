import type { FactsQuery, ReadSnapshots, Snapshot } from './snapshots.ts'

/** Queries of one statement; a request with more of its own has one to itself. */
const MOST_QUERIES = 200
/** How long a statement keeps those that come after it, in milliseconds; one that hangs holds nobody. */
const PATIENCE_MS = 50

interface Waiting<Subject> {
  readonly queries: readonly FactsQuery[]
  readonly resolve: (snapshots: readonly (Snapshot<Subject> | undefined)[]) => void
  readonly reject: (error: unknown) => void
}

/** Ids and types of a fixed form: no two different queries have the same text. */
const textOf = ({ subjectId, type, resourceId, hasMany = false }: FactsQuery): string =>
  `${subjectId} ${type} ${resourceId} ${hasMany}`

/** Reads each query once, however many ask it. */
const answerAll = async <Subject>(
  together: readonly Waiting<Subject>[],
  read: ReadSnapshots<Subject>,
): Promise<void> => {
  const distinct: FactsQuery[] = []
  const places = new Map<string, number>()
  const placeOf = (query: FactsQuery): number => {
    const text = textOf(query)
    const place = places.get(text) ?? distinct.push(query) - 1
    places.set(text, place)
    return place
  }
  const asked = together.map(({ queries }) => queries.map(placeOf))
  try {
    const snapshots = await read(distinct)
    for (const [at, { resolve }] of together.entries()) resolve(asked[at]?.map((place) => snapshots[place]) ?? [])
  } catch (error) {
    for (const { reject } of together) reject(error)
  }
}

/**
 * Questions in flight share a statement: those that come while one runs wait for the next. Nobody joins a statement that
 * has begun, so that each is answered from a moment after it was asked.
 */
export function shareReads<Subject>(read: ReadSnapshots<Subject>): ReadSnapshots<Subject> {
  const waiting: Waiting<Subject>[] = []
  let isHeld = false

  /** As many as fit, at least the first. */
  const take = (): readonly Waiting<Subject>[] => {
    let count = 0
    const end = waiting.findIndex(({ queries }, at) => {
      count += queries.length
      return at > 0 && count > MOST_QUERIES
    })
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }
  const go = (): void => {
    isHeld = waiting.length > 0
    if (!isHeld) return
    let isDone = false
    const release = () => {
      clearTimeout(patience)
      if (!isDone) go()
      isDone = true
    }
    const patience = setTimeout(release, PATIENCE_MS)
    void answerAll(take(), read).then(release)
  }
  return (queries) =>
    new Promise((resolve, reject) => {
      waiting.push({ queries, resolve, reject })
      // Whatever else the event loop has at hand comes along.
      if (!isHeld) setImmediate(go)
      isHeld = true
    })
}
