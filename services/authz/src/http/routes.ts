import { type AtOnceOrLater, withValue } from '@latchkey/shared/at-once-or-later'
import { AccessListQuestion } from '@latchkey/shared/authz/access-list'
import { AbilitiesQuestion } from '@latchkey/shared/authz/contract'
import { ActionSearch, ResourceSearch, SubjectSearch } from '@latchkey/shared/authz/search'
import { SubjectAccessQuestion } from '@latchkey/shared/authz/subject-access'
import { DomainError } from '@latchkey/shared/errors'
import { answerJson, answerText } from '@latchkey/shared/http/answer'
import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { DecisionPoint, Page, PageRequest } from '../decision-point.ts'
import { dataOf, readBody, readJson } from './body.ts'
import type { Caller, CallerHandler, PointOf } from './callers.ts'
import type { Decided, DecisionLog } from './decision-log.ts'
import { type EvaluatedItem, evaluateBatch, isSingle } from './evaluations.ts'
import { pageRequestOf, searchResponse } from './page.ts'
import { parseQuestion } from './question.ts'
import { textOf, textOfAll } from './written.ts'

type AuthzContext = Context<RequestEnv>

/** @param started in milliseconds of `performance.now()` */
const requestOf = ({ env }: AuthzContext, caller: Caller, started: number) => ({
  requestId: env.requestId,
  traceId: env.trace?.id,
  caller: caller.name,
  seconds: (performance.now() - started) / 1_000,
})

/** Answers the one question that a body is. */
const createEvaluateOne =
  (pointOf: PointOf, log: DecisionLog) =>
  (c: AuthzContext, caller: Caller, body: unknown): AtOnceOrLater<Response> => {
    const started = performance.now()
    const question = dataOf(parseQuestion(body))
    return withValue(pointOf(caller).evaluate([question]), ([evaluation]) => {
      if (evaluation === undefined) throw new Error('a question has an answer')
      if (evaluation instanceof DomainError) throw evaluation
      log.record(requestOf(c, caller, started), [{ question, evaluation }])
      return answerText(c.env, textOf(evaluation))
    })
  }

/** One question, one decision. A denial is an answer: 200. */
export function evaluation(pointOf: PointOf, log: DecisionLog): CallerHandler {
  const evaluateOne = createEvaluateOne(pointOf, log)
  return (c, caller) => evaluateOne(c, caller, readJson(c))
}

const isAnswered = (item: EvaluatedItem): item is Decided => item.question !== undefined

/** Several questions, an answer to each; without `evaluations` one question, as above. */
export function evaluations(pointOf: PointOf, log: DecisionLog): CallerHandler {
  const evaluateOne = createEvaluateOne(pointOf, log)
  return (c, caller) => {
    const body = readJson(c)
    if (isSingle(body)) return evaluateOne(c, caller, body)
    const started = performance.now()
    return withValue(evaluateBatch(body, pointOf(caller)), (items) => {
      log.record(requestOf(c, caller, started), items.filter(isAnswered))
      return answerText(c.env, `{"evaluations":[${textOfAll(items)}]}`)
    })
  }
}

const search =
  <Schema extends z.ZodType<object>>(
    kind: string,
    schema: Schema,
    find: (point: DecisionPoint, search: z.output<Schema>, page: PageRequest) => Promise<Page<object>>,
  ) =>
  (pointOf: PointOf): CallerHandler =>
  async (c, caller) => {
    const body = readBody(c, schema)
    return answerJson(c.env, searchResponse(kind, body, await find(pointOf(caller), body, pageRequestOf(kind, body))))
  }

export const searchSubjects = search('subject', SubjectSearch, (point, ...asked) => point.searchSubjects(...asked))
export const searchResources = search('resource', ResourceSearch, (point, ...asked) => point.searchResources(...asked))
export const searchActions = search('action', ActionSearch, (point, ...asked) => point.searchActions(...asked))

/** What a subject may do, as packed CASL rules for list filters. */
export const abilities =
  (pointOf: PointOf): CallerHandler =>
  async (c, caller) =>
    answerJson(c.env, await pointOf(caller).listAbilities(readBody(c, AbilitiesQuestion)))

/** Who may do what in a building. */
export const accessList =
  (pointOf: PointOf): CallerHandler =>
  async (c, caller) => {
    const { resource, after, limit, at } = readBody(c, AccessListQuestion)
    const { results, next = null } = await pointOf(caller).listAccess(resource.id, { after, limit }, at)
    return answerJson(c.env, { results, next })
  }

/** What a subject may do in its org and in buildings. */
export const subjectAccess =
  (pointOf: PointOf): CallerHandler =>
  async (c, caller) =>
    answerJson(c.env, await pointOf(caller).subjectAccess(readBody(c, SubjectAccessQuestion)))
