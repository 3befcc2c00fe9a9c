import { Question } from '@latchkey/shared/authz/contract'
import type { Handler } from 'hono'
import { readBody } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { Decide } from '../decide.ts'

/** One question, one decision. A denial is an answer: 200. */
export const check =
  (decide: Decide): Handler<AuthzEnv> =>
  async (c) =>
    c.json(await decide(await readBody(c, Question)))
