import type { Bench } from './bench.ts'
import { callerAtLimit } from './lines/caller-at-limit.ts'
import { checkBatch, checkCompared, checkFromMemory } from './lines/check.ts'
import { firstQuestion } from './lines/first-question.ts'
import { growth } from './lines/growth.ts'
import { hostile } from './lines/hostile.ts'
import { memory } from './lines/memory.ts'
import { provision } from './lines/provisioning.ts'
import { reads } from './lines/reads.ts'
import { search } from './lines/search.ts'
import { start } from './lines/start.ts'
import { tracing } from './lines/tracing.ts'
import type { Line } from './result.ts'

/** All that is measured, in this order. */
export const LINES: readonly Line<Bench>[] = [
  checkFromMemory,
  checkCompared,
  firstQuestion,
  checkBatch,
  reads,
  growth,
  search,
  provision,
  memory,
  start,
  tracing,
  hostile,
  callerAtLimit,
]
