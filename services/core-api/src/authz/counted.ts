import {
  type AuthzClient,
  AuthzTimeoutError,
  AuthzUnavailableError,
  UnexpectedAnswerError,
} from '@latchkey/authz-client'
import type { Metrics } from '@latchkey/shared/metrics/metrics'

const outcomeOf = (error: unknown) => {
  if (error instanceof AuthzTimeoutError) return 'late'
  if (error instanceof AuthzUnavailableError) return 'unreachable'
  return error instanceof UnexpectedAnswerError ? 'malformed' : 'refused'
}

/** The same client, whose questions are counted by how they end. Searches are none of core-api's. */
export function countedAuthzClient(client: AuthzClient, metrics: Metrics): AuthzClient {
  const counted =
    <Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      try {
        const answer = await ask(...args)
        metrics.counter('latchkey_authz_questions_total', { outcome: 'answered' }).value += 1
        return answer
      } catch (error) {
        metrics.counter('latchkey_authz_questions_total', { outcome: outcomeOf(error) }).value += 1
        throw error
      }
    }
  return {
    ...client,
    check: counted(client.check),
    checkAll: counted(client.checkAll),
    abilities: counted(client.abilities),
    accessList: counted(client.accessList),
    subjectAccess: counted(client.subjectAccess),
  }
}
