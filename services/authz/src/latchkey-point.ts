import { createDecideAll } from './decide.ts'
import type { DecisionPoint } from './decision-point.ts'
import type { Facts } from './facts.ts'
import { createSearchActions, createSearchResources, createSearchSubjects } from './search/search.ts'

/** Latchkey's own decision point: its policy on the facts of its database. */
export const createLatchkeyPoint = (facts: Facts): DecisionPoint => ({
  evaluate: createDecideAll(facts),
  searchSubjects: createSearchSubjects(facts),
  searchResources: createSearchResources(facts),
  searchActions: createSearchActions(facts),
})
