import { BATCH_LIMIT, EvaluationsSemantic, Question } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import { statusOf } from '@latchkey/shared/problem'
import { z } from 'zod'
import { faultsOf, parseAs } from '../body.ts'
import type { DecisionPoint, Evaluation } from '../decision-point.ts'

const member = z.unknown().optional()
/** A member that an item has goes before the one beside the items, whole: nothing is merged inside. */
const defaults = { subject: member, action: member, resource: member, context: member }

const Batch = z.object({
  ...defaults,
  evaluations: z.array(z.unknown()).min(1).max(BATCH_LIMIT),
  options: z.object({ evaluations_semantic: EvaluationsSemantic.default('execute_all') }).prefault({}),
})

/** Without evaluations a batch is a single question. */
const Single = z.object({ evaluations: z.array(z.unknown()).max(0).optional() })
export const isSingle = (body: unknown): boolean => Single.safeParse(body).success

/** An answer, and its question unless that was malformed. */
export interface Given {
  readonly question: Question | undefined
  readonly answer: Evaluation
}

/** An item that has no answer of its own; it is never a permit. */
const failed = ({ code, message }: DomainError): Evaluation => ({
  decision: false,
  context: { error: { status: statusOf(code), message } },
})

const isObject = (item: unknown): item is object => typeof item === 'object' && item !== null && !Array.isArray(item)

const questionOf = (item: unknown, { subject, action, resource, context }: z.output<typeof Batch>) => {
  const parsed = Question.safeParse(isObject(item) ? { subject, action, resource, context, ...item } : item)
  if (parsed.success) return parsed.data
  const faults = faultsOf(parsed.error).map(({ pointer, message }) => `${pointer} ${message}`.trim())
  return new DomainError('invalid_request', { detail: `The question is malformed: ${faults.join('; ')}` })
}

/** How many of the answers are given: the short semantics end with the one that decides. */
const lengthOf = (given: readonly Given[], semantic: EvaluationsSemantic): number => {
  if (semantic === 'execute_all') return given.length
  const decides = given.findIndex(({ answer }) => answer.decision === (semantic === 'permit_on_first_permit'))
  return decides === -1 ? given.length : decides + 1
}

/**
 * Answers every question of a batch by itself, in its place.
 * @throws DomainError `invalid_request` when the batch as a whole is malformed
 */
export async function answerBatch(body: unknown, point: DecisionPoint): Promise<readonly Given[]> {
  const batch = parseAs(Batch, body)
  const items = batch.evaluations.map((item) => questionOf(item, batch))
  const decided = (await point.evaluate(items.flatMap((item) => (item instanceof DomainError ? [] : [item])))).values()
  const given = items.map((item): Given => {
    if (item instanceof DomainError) return { question: undefined, answer: failed(item) }
    const { value } = decided.next()
    if (value === undefined) throw new Error('every question has an answer')
    return { question: item, answer: value instanceof DomainError ? failed(value) : value }
  })
  return given.slice(0, lengthOf(given, batch.options.evaluations_semantic))
}
