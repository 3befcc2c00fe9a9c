import { ActionSearch, ResourceSearch, SubjectSearch } from '@latchkey/shared/authz/search'
import { answerJson } from '@latchkey/shared/http/answer'
import type { Handler } from 'hono'
import type { z } from 'zod'
import { readBody } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { DecisionPoint, Found, Slice } from '../decision-point.ts'
import { pageOf, sliceOf } from './page.ts'

const search =
  <Schema extends z.ZodType<object>>(
    kind: string,
    schema: Schema,
    find: (search: z.output<Schema>, slice: Slice) => Promise<Found<object>>,
  ): Handler<AuthzEnv> =>
  async (c) => {
    const asked = readBody(c, schema)
    return answerJson(c.env, pageOf(kind, asked, await find(asked, sliceOf(kind, asked))))
  }

export const searchSubjects = (point: DecisionPoint) => search('subject', SubjectSearch, point.searchSubjects)
export const searchResources = (point: DecisionPoint) => search('resource', ResourceSearch, point.searchResources)
export const searchActions = (point: DecisionPoint) => search('action', ActionSearch, point.searchActions)

/** The metadata of AuthZEN. The addresses are those of the configuration: a Host header is the caller's word. */
export function metadata(publicUrl: string): Handler<AuthzEnv> {
  const base = publicUrl.replace(/\/+$/, '')
  const configuration = {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
  }
  return (c) => answerJson(c.env, configuration)
}
