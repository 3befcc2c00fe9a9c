import { DomainError } from '@latchkey/shared/errors'
import type { Known } from './freshness.ts'
import type { FactsQuery } from './snapshots.ts'

/** Whether whoever asks may know anything of a subject of this org. */
export type IsKnown = (subject: { readonly orgId: string }) => boolean

/** What one database knows of each query, in their order. @throws DomainError `unavailable` */
export type Ask<Facts> = (queries: readonly FactsQuery[], isKnown: IsKnown) => Promise<readonly Known<Facts>[]>

/** Whether versions say how new the answer must be, in all that it depends on. */
export const isPinned = ({ type, atLeast, orgAtLeast }: FactsQuery): boolean =>
  atLeast !== undefined && (type === 'org' || orgAtLeast !== undefined)

const isUnavailable = (known: unknown): boolean => known instanceof DomainError && known.code === 'unavailable'

/** Where a database cannot be asked, each query has that for its answer. */
const askEach = async <Facts>(
  ask: (queries: readonly FactsQuery[]) => Promise<readonly Known<Facts>[]>,
  queries: readonly FactsQuery[],
): Promise<readonly Known<Facts>[]> => {
  if (queries.length === 0) return []
  try {
    return await ask(queries)
  } catch (error) {
    if (error instanceof DomainError) return queries.map(() => error)
    throw error
  }
}

/**
 * A replica is asked first, where versions say whether what it has is new enough. What it does not have, and whatever comes
 * without versions, the primary is asked: nothing else knows what was committed before the question.
 */
export function withFallback<Facts>(replica: Ask<Facts>, primary: Ask<Facts>): Ask<Facts> {
  return async (queries, isKnown) => {
    const pinned = queries.filter(isPinned)
    const first = await askEach((some) => replica(some, isKnown), pinned)
    const answers = new Map(pinned.map((query, at) => [query, first[at]]))
    const rest = queries.filter((query) => !answers.has(query) || answers.get(query) instanceof DomainError)
    const second = await askEach((some) => primary(some, isKnown), rest)
    for (const [at, query] of rest.entries()) {
      const answer = second[at]
      // That the replica is behind says more than that the primary cannot be asked.
      if (!(answer instanceof DomainError) || !answers.has(query)) answers.set(query, answer)
    }
    const known = queries.map((query) => answers.get(query))
    const [failure] = known
    if (isUnavailable(failure) && known.every(isUnavailable)) throw failure
    return known
  }
}
