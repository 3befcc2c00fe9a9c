import { createEvaluate, createListAbilities } from './decide.ts'
import type { DecisionPoint } from './decision-point.ts'
import type { Facts } from './facts/facts.ts'
import { createListAccess } from './list-access.ts'
import { createSearchActions, createSearchResources, createSearchSubjects } from './search.ts'
import { createSubjectAccess } from './subject-access.ts'

/** Latchkey's own decision point: its policy on the facts of its database. */
export const createLatchkeyPoint = (facts: Facts): DecisionPoint => ({
  evaluate: createEvaluate(facts),
  searchSubjects: createSearchSubjects(facts),
  searchResources: createSearchResources(facts),
  searchActions: createSearchActions(facts),
  listAbilities: createListAbilities(facts),
  listAccess: createListAccess(facts),
  subjectAccess: createSubjectAccess(facts),
  within: (orgs) => createLatchkeyPoint(facts.within(orgs)),
})
