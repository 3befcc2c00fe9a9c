import type { AccessRequest, AuthzClient } from '@latchkey/authz-client'
import type { Decision } from '@latchkey/shared/authz/contract'
import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import type { LoggedDecision } from './read.ts'

export interface Changed {
  readonly before: LoggedDecision
  readonly now: Decision
}

// safe because authz takes any text for a name or a type: the narrower ones are for those who write them in code
const questionOf = ({ subject, action: name, resource }: LoggedDecision) =>
  ({ subject, action: { name }, resource }) as AccessRequest

/** An answer is the decision and the code of its reason. */
const differs = ({ before, now }: Changed): boolean =>
  before.decision !== now.decision || before.reason.code !== now.context.reason.code

/** Asks every logged question again, as of now. @throws AuthzError */
export async function replay(
  client: Pick<AuthzClient, 'checkAll'>,
  logged: readonly LoggedDecision[],
): Promise<Changed[]> {
  const answers: Decision[] = []
  for (let from = 0; from < logged.length; from += BATCH_LIMIT) {
    answers.push(...(await client.checkAll(logged.slice(from, from + BATCH_LIMIT).map(questionOf))))
  }
  return answers.flatMap((now, at) => {
    const before = logged[at]
    return before !== undefined && differs({ before, now }) ? [{ before, now }] : []
  })
}

const answerText = (decision: boolean, code: string): string => `${decision ? 'permit' : 'deny'} (${code})`

/** One line for a changed answer. */
export function describeChange({ before, now }: Changed): string {
  const { decisionId, subject, action, resource } = before
  const was = answerText(before.decision, before.reason.code)
  const is = answerText(now.decision, now.context.reason.code)
  return `${decisionId}  ${subject.type} ${subject.id}  ${action}  ${resource.type} ${resource.id}  ${was} -> ${is}`
}
