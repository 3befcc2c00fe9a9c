import { Question } from '@latchkey/shared/authz/contract'
import { DomainError } from '@latchkey/shared/errors'
import type { Handler } from 'hono'
import { parseAs, readJson } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { DecisionPoint, Evaluation } from '../decision-point.ts'
import { answerBatch, isSingle } from './evaluations.ts'

async function answerSingle(body: unknown, point: DecisionPoint): Promise<Evaluation> {
  const [answer] = await point.evaluate([parseAs(Question, body)])
  if (answer === undefined) throw new Error('a question has an answer')
  if (answer instanceof DomainError) throw answer
  return answer
}

/** One question, one decision. A denial is an answer: 200. */
export const evaluation =
  (point: DecisionPoint): Handler<AuthzEnv> =>
  async (c) =>
    c.json(await answerSingle(await readJson(c), point))

/** Several questions, an answer to each; without `evaluations` one question, as above. */
export const evaluations =
  (point: DecisionPoint): Handler<AuthzEnv> =>
  async (c) => {
    const body = await readJson(c)
    return c.json(isSingle(body) ? await answerSingle(body, point) : await answerBatch(body, point))
  }
