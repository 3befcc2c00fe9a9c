import { Question } from '@latchkey/shared/authz/contract'
import type { Handler } from 'hono'
import { parseAs, readBody, readJson } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { Decide, DecideAll } from '../decide.ts'
import { answerBatch, isSingle } from './batch.ts'

/** One question, one decision. A denial is an answer: 200. */
export const check =
  (decide: Decide): Handler<AuthzEnv> =>
  async (c) =>
    c.json(await decide(await readBody(c, Question)))

/** Several questions, an answer to each; without `evaluations` one question, as above. */
export const checkBatch =
  (decide: Decide, decideAll: DecideAll): Handler<AuthzEnv> =>
  async (c) => {
    const body = await readJson(c)
    return c.json(isSingle(body) ? await decide(parseAs(Question, body)) : await answerBatch(body, decideAll))
  }
