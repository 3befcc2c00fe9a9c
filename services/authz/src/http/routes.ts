import { type AtOnceOrLater, withValue } from '@latchkey/shared/at-once-or-later'
import { AccessListQuestion } from '@latchkey/shared/authz/access-list'
import { AbilitiesQuestion } from '@latchkey/shared/authz/contract'
import { ActionSearch, ResourceSearch, SubjectSearch } from '@latchkey/shared/authz/search'
import { SubjectAccessQuestion } from '@latchkey/shared/authz/subject-access'
import { DomainError } from '@latchkey/shared/errors'
import { answerJson, answerText } from '@latchkey/shared/http/answer'
import type { Context, Handler } from 'hono'
import type { z } from 'zod'
import type { DecisionPoint, Page, PageRequest } from '../decision-point.ts'
import { dataOf, readBody, readJson } from './body.ts'
import type { AuthzEnv } from './callers.ts'
import type { Decided, DecisionLog } from './decision-log.ts'
import { type EvaluatedItem, evaluateBatch, isSingle } from './evaluations.ts'
import { pageRequestOf, searchResponse } from './page.ts'
import { parseQuestion } from './question.ts'
import { textOf } from './written.ts'

const requestOf = (c: Context<AuthzEnv>) => ({
  requestId: c.env.requestId,
  caller: c.get('caller'),
  started: performance.now(),
})

const evaluateSingle = (
  c: Context<AuthzEnv>,
  body: unknown,
  point: DecisionPoint,
  recorders: readonly DecisionLog[],
): AtOnceOrLater<Response> => {
  const request = requestOf(c)
  const question = dataOf(parseQuestion(body))
  return withValue(point.evaluate([question]), ([evaluation]) => {
    if (evaluation === undefined) throw new Error('a question has an answer')
    if (evaluation instanceof DomainError) throw evaluation
    const decided = [{ question, evaluation }]
    for (const recorder of recorders) recorder.record(request, decided)
    return answerText(c.env, textOf(evaluation))
  })
}

/** One question, one decision. A denial is an answer: 200. */
export const evaluation =
  (point: DecisionPoint, recorders: readonly DecisionLog[]): Handler<AuthzEnv> =>
  (c) =>
    evaluateSingle(c, readJson(c), point, recorders)

const isAnswered = (item: EvaluatedItem): item is Decided => item.question !== undefined

/** Several questions, an answer to each; without `evaluations` one question, as above. */
export const evaluations =
  (point: DecisionPoint, recorders: readonly DecisionLog[]): Handler<AuthzEnv> =>
  (c) => {
    const body = readJson(c)
    if (isSingle(body)) return evaluateSingle(c, body, point, recorders)
    const request = requestOf(c)
    return withValue(evaluateBatch(body, point), (items) => {
      const decided = items.filter(isAnswered)
      for (const recorder of recorders) recorder.record(request, decided)
      return answerText(c.env, `{"evaluations":[${items.map(({ evaluation }) => textOf(evaluation)).join(',')}]}`)
    })
  }

const search =
  <Schema extends z.ZodType<object>>(
    kind: string,
    schema: Schema,
    find: (search: z.output<Schema>, page: PageRequest) => Promise<Page<object>>,
  ): Handler<AuthzEnv> =>
  async (c) => {
    const body = readBody(c, schema)
    return answerJson(c.env, searchResponse(kind, body, await find(body, pageRequestOf(kind, body))))
  }

export const searchSubjects = (point: DecisionPoint) => search('subject', SubjectSearch, point.searchSubjects)
export const searchResources = (point: DecisionPoint) => search('resource', ResourceSearch, point.searchResources)
export const searchActions = (point: DecisionPoint) => search('action', ActionSearch, point.searchActions)

/** What a subject may do, as packed CASL rules for list filters. */
export const abilities =
  (point: DecisionPoint): Handler<AuthzEnv> =>
  async (c) =>
    answerJson(c.env, await point.listAbilities(readBody(c, AbilitiesQuestion)))

/** Who may do what in a building. */
export const accessList =
  (point: DecisionPoint): Handler<AuthzEnv> =>
  async (c) => {
    const { resource, after, limit } = readBody(c, AccessListQuestion)
    const { results, next = null } = await point.listAccess(resource.id, { after, limit })
    return answerJson(c.env, { results, next })
  }

/** What a subject may do in its org and in buildings. */
export const subjectAccess =
  (point: DecisionPoint): Handler<AuthzEnv> =>
  async (c) =>
    answerJson(c.env, await point.subjectAccess(readBody(c, SubjectAccessQuestion)))
