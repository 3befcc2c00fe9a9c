import { type AtOnceOrLater, withValue } from '@latchkey/shared/at-once-or-later'
import { EvaluationsSemantic, type Question } from '@latchkey/shared/authz/contract'
import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import { DomainError } from '@latchkey/shared/errors'
import { statusOf } from '@latchkey/shared/problem'
import { z } from 'zod'
import type { DecisionPoint, Evaluation } from '../decision-point.ts'
import { faultsOf, parseAs } from './body.ts'
import { isObject, parseQuestion } from './question.ts'

const member = z.unknown().optional()
/** A member that an item has goes before the one beside the items, whole: nothing is merged inside. */
const defaults = { subject: member, action: member, resource: member, context: member }

/** Several questions in one body. */
export const Evaluations = z.object({
  ...defaults,
  evaluations: z.array(z.unknown()).min(1).max(BATCH_LIMIT),
  options: z.object({ evaluations_semantic: EvaluationsSemantic.default('execute_all') }).prefault({}),
})

const NO_OPTIONS: z.output<typeof Evaluations>['options'] = { evaluations_semantic: 'execute_all' }

/** Without evaluations a batch is a single question. */
const Single = z.object({ evaluations: z.array(z.unknown()).max(0).optional() })
const hasItems = (body: unknown): body is { readonly evaluations: unknown[] } =>
  isObject(body) && Array.isArray(body['evaluations']) && body['evaluations'].length > 0
export const isSingle = (body: unknown): boolean => !hasItems(body) && Single.safeParse(body).success

/** A batch at first glance, as nearly all are; else as its schema knows it. @throws DomainError `invalid_request` */
function readBatch(body: unknown): z.output<typeof Evaluations> {
  const isPlain = hasItems(body) && body.evaluations.length <= BATCH_LIMIT && !('options' in body)
  return isPlain ? { ...body, options: NO_OPTIONS } : parseAs(Evaluations, body)
}

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

type Batch = z.output<typeof Evaluations>

/** Makes of an item its question, with what it leaves to the batch; most batches have nothing for that. */
const completerOf = (batch: Batch): ((item: unknown) => unknown) => {
  const left = [batch.subject, batch.action, batch.resource, batch.context]
  if (left.every((member) => member === undefined)) return (item) => item
  return (item) => {
    if (!isObject(item)) return item
    const { subject = batch.subject, action = batch.action, resource = batch.resource, context = batch.context } = item
    return { subject, action, resource, context }
  }
}

const questionOf = (value: unknown): Question | DomainError => {
  const parsed = parseQuestion(value)
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
export function evaluateBatch(body: unknown, point: DecisionPoint): AtOnceOrLater<readonly EvaluatedItem[]> {
  const batch = readBatch(body)
  const complete = completerOf(batch)
  const questions = batch.evaluations.map((item) => questionOf(complete(item)))
  const wellFormed = questions.filter((question): question is Question => !(question instanceof DomainError))
  return withValue(point.evaluate(wellFormed), (evaluations) => {
    let next = 0
    const items = questions.map((question): EvaluatedItem => {
      if (question instanceof DomainError) return { question: undefined, evaluation: failed(question) }
      const evaluation = evaluations[next++]
      if (evaluation === undefined) throw new Error('every question has an answer')
      return { question, evaluation: evaluation instanceof DomainError ? failed(evaluation) : evaluation }
    })
    return items.slice(0, lengthOf(items, batch.options.evaluations_semantic))
  })
}
