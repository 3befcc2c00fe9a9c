import { Question } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import { answerJson } from '@latchkey/shared/http/answer'
import type { Context, Handler } from 'hono'
import { parseAs, readJson } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { DecisionLog } from '../decision-log.ts'
import type { DecisionPoint, Evaluation } from '../decision-point.ts'
import { answerBatch, isSingle } from './evaluations.ts'

/** What answers, and where it is written down. */
export interface Desk {
  readonly point: DecisionPoint
  readonly log: DecisionLog
}

const askingOf = (c: Context<AuthzEnv>) => ({
  requestId: c.env.requestId,
  caller: c.get('caller'),
  started: performance.now(),
})

async function answerSingle(c: Context<AuthzEnv>, body: unknown, { point, log }: Desk): Promise<Evaluation> {
  const asking = askingOf(c)
  const question = parseAs(Question, body)
  const [answer] = await point.evaluate([question])
  if (answer === undefined) throw new Error('a question has an answer')
  if (answer instanceof DomainError) throw answer
  log.record(asking, question, answer)
  return answer
}

/** One question, one decision. A denial is an answer: 200. */
export const evaluation =
  (desk: Desk): Handler<AuthzEnv> =>
  async (c) =>
    answerJson(c.env, await answerSingle(c, readJson(c), desk))

/** Several questions, an answer to each; without `evaluations` one question, as above. */
export const evaluations =
  (desk: Desk): Handler<AuthzEnv> =>
  async (c) => {
    const body = readJson(c)
    if (isSingle(body)) return answerJson(c.env, await answerSingle(c, body, desk))
    const asking = askingOf(c)
    const given = await answerBatch(body, desk.point)
    for (const { question, answer } of given) if (question !== undefined) desk.log.record(asking, question, answer)
    return answerJson(c.env, { evaluations: given.map(({ answer }) => answer) })
  }
