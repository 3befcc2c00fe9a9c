import type { RequestEnv } from '@latchkey/shared/http/scope'
import type { Handler } from 'hono'

/** The metadata of AuthZEN. The addresses are those of the configuration: a Host header is the caller's word. */
export function metadata(publicUrl: string): Handler<RequestEnv> {
  const base = publicUrl.replace(/\/+$/, '')
  const configuration = {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
  }
  return (c) => c.json(configuration)
}
