import type { Question } from '@latchkey/shared/authz/contract'
import { BATCH_LIMIT } from '@latchkey/shared/authz/limits'
import type { LoggedDecision } from './read.ts'

/** An answer to a question of the log: its reason may be one that only another policy knows. */
interface Answered {
  readonly decision: boolean
  readonly context: { readonly reason: { readonly code: string } }
}

/** Answers questions in their order, at most a batch of them. */
export type AskAll = (questions: readonly Question[]) => Promise<readonly Answered[]>

export interface Changed {
  readonly before: LoggedDecision
  readonly now: Answered
}

const questionOf = ({ subject, action: name, resource }: LoggedDecision): Question => ({
  subject,
  action: { name },
  resource,
})

/** An answer is the decision and the code of its reason. */
const differs = ({ before, now }: Changed): boolean =>
  before.decision !== now.decision || before.reason.code !== now.context.reason.code

/** Asks every logged question again, as of now. */
export async function replay(askAll: AskAll, logged: readonly LoggedDecision[]): Promise<Changed[]> {
  const answers: Answered[] = []
  for (let from = 0; from < logged.length; from += BATCH_LIMIT) {
    answers.push(...(await askAll(logged.slice(from, from + BATCH_LIMIT).map(questionOf))))
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
