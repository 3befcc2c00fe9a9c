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
import type { AuthzEnv, PointOf } from './callers.ts'
import type { Decided, DecisionLog } from './decision-log.ts'
import { type EvaluatedItem, evaluateBatch, isSingle } from './evaluations.ts'
import { pageRequestOf, searchResponse } from './page.ts'
import { parseQuestion } from './question.ts'
import { textOf } from './written.ts'

const requestOf = (c: Context<AuthzEnv>) => ({
  requestId: c.env.requestId,
  traceId: c.env.trace?.id,
  caller: c.get('caller').name,
  started: performance.now(),
})

const evaluateSingle = (
  c: Context<AuthzEnv>,
  body: unknown,
  pointOf: PointOf,
  log: DecisionLog,
): AtOnceOrLater<Response> => {
  const request = requestOf(c)
  const question = dataOf(parseQuestion(body))
  return withValue(pointOf(c).evaluate([question]), ([evaluation]) => {
    if (evaluation === undefined) throw new Error('a question has an answer')
    if (evaluation instanceof DomainError) throw evaluation
    log.record(request, [{ question, evaluation }])
    return answerText(c.env, textOf(evaluation))
  })
}

/** One question, one decision. A denial is an answer: 200. */
export const evaluation =
  (pointOf: PointOf, log: DecisionLog): Handler<AuthzEnv> =>
  (c) =>
    evaluateSingle(c, readJson(c), pointOf, log)

const isAnswered = (item: EvaluatedItem): item is Decided => item.question !== undefined

/** Several questions, an answer to each; without `evaluations` one question, as above. */
export const evaluations =
  (pointOf: PointOf, log: DecisionLog): Handler<AuthzEnv> =>
  (c) => {
    const body = readJson(c)
    if (isSingle(body)) return evaluateSingle(c, body, pointOf, log)
    const request = requestOf(c)
    return withValue(evaluateBatch(body, pointOf(c)), (items) => {
      log.record(request, items.filter(isAnswered))
      return answerText(c.env, `{"evaluations":[${items.map(({ evaluation }) => textOf(evaluation)).join(',')}]}`)
    })
  }

const search =
  <Schema extends z.ZodType<object>>(
    kind: string,
    schema: Schema,
    find: (point: DecisionPoint, search: z.output<Schema>, page: PageRequest) => Promise<Page<object>>,
  ) =>
  (pointOf: PointOf): Handler<AuthzEnv> =>
  async (c) => {
    const body = readBody(c, schema)
    return answerJson(c.env, searchResponse(kind, body, await find(pointOf(c), body, pageRequestOf(kind, body))))
  }

export const searchSubjects = search('subject', SubjectSearch, (point, ...asked) => point.searchSubjects(...asked))
export const searchResources = search('resource', ResourceSearch, (point, ...asked) => point.searchResources(...asked))
export const searchActions = search('action', ActionSearch, (point, ...asked) => point.searchActions(...asked))

/** What a subject may do, as packed CASL rules for list filters. */
export const abilities =
  (pointOf: PointOf): Handler<AuthzEnv> =>
  async (c) =>
    answerJson(c.env, await pointOf(c).listAbilities(readBody(c, AbilitiesQuestion)))

/** Who may do what in a building. */
export const accessList =
  (pointOf: PointOf): Handler<AuthzEnv> =>
  async (c) => {
    const { resource, after, limit, at } = readBody(c, AccessListQuestion)
    const { results, next = null } = await pointOf(c).listAccess(resource.id, { after, limit }, at)
    return answerJson(c.env, { results, next })
  }

/** What a subject may do in its org and in buildings. */
export const subjectAccess =
  (pointOf: PointOf): Handler<AuthzEnv> =>
  async (c) =>
    answerJson(c.env, await pointOf(c).subjectAccess(readBody(c, SubjectAccessQuestion)))
