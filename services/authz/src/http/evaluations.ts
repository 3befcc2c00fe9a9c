import { EvaluationsSemantic, Question } from '@latchkey/shared/authz/contract'
import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import { DomainError } from '@latchkey/shared/errors'
import { statusOf } from '@latchkey/shared/problem'
import { z } from 'zod'
import type { DecisionPoint, Evaluation } from '../decision-point.ts'
import { faultsOf, parseAs } from './body.ts'

const member = z.unknown().optional()
/** A member that an item has goes before the one beside the items, whole: nothing is merged inside. */
const defaults = { subject: member, action: member, resource: member, context: member }

/** Several questions in one body. */
export const Evaluations = z.object({
  ...defaults,
  evaluations: z.array(z.unknown()).min(1).max(BATCH_LIMIT),
  options: z.object({ evaluations_semantic: EvaluationsSemantic.default('execute_all') }).prefault({}),
})

/** Without evaluations a batch is a single question. */
const Single = z.object({ evaluations: z.array(z.unknown()).max(0).optional() })
export const isSingle = (body: unknown): boolean => Single.safeParse(body).success

/** An item of a batch: its question unless that was malformed, and its evaluation. */
export interface EvaluatedItem {
  readonly question: Question | undefined
  readonly evaluation: Evaluation
}

/** An item that has no answer of its own; it is never a permit. */
const failed = ({ code, message }: DomainError): Evaluation => ({
  decision: false,
  context: { error: { status: statusOf(code), message } },
})

const isObject = (item: unknown): item is object => typeof item === 'object' && item !== null && !Array.isArray(item)

const questionOf = (item: unknown, { subject, action, resource, context }: z.output<typeof Evaluations>) => {
  const parsed = Question.safeParse(isObject(item) ? { subject, action, resource, context, ...item } : item)
  if (parsed.success) return parsed.data
  const faults = faultsOf(parsed.error).map(({ pointer, message }) => `${pointer} ${message}`.trim())
  return new DomainError('invalid_request', { detail: `The question is malformed: ${faults.join('; ')}` })
}

/** How many items are answered: the short semantics end with the one that decides. */
const lengthOf = (items: readonly EvaluatedItem[], semantic: EvaluationsSemantic): number => {
  if (semantic === 'execute_all') return items.length
  const decides = items.findIndex(({ evaluation }) => evaluation.decision === (semantic === 'permit_on_first_permit'))
  return decides === -1 ? items.length : decides + 1
}

/**
 * Evaluates every question of a batch by itself, in its place.
 * @throws DomainError `invalid_request` when the batch as a whole is malformed
 */
export async function evaluateBatch(body: unknown, point: DecisionPoint): Promise<readonly EvaluatedItem[]> {
  const batch = parseAs(Evaluations, body)
  const questions = batch.evaluations.map((item) => questionOf(item, batch))
  const wellFormed = questions.flatMap((question) => (question instanceof DomainError ? [] : [question]))
  const evaluations = (await point.evaluate(wellFormed)).values()
  const items = questions.map((question): EvaluatedItem => {
    if (question instanceof DomainError) return { question: undefined, evaluation: failed(question) }
    const { value } = evaluations.next()
    if (value === undefined) throw new Error('every question has an answer')
    return { question, evaluation: value instanceof DomainError ? failed(value) : value }
  })
  return items.slice(0, lengthOf(items, batch.options.evaluations_semantic))
}
