import { AbilitiesQuestion } from '@latchkey/shared/authz/contract'
import { answerJson } from '@latchkey/shared/http/answer'
import type { Handler } from 'hono'
import { readBody } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { ListAbilities } from '../decide.ts'

/** What a subject may do, as packed CASL rules for list filters. */
export const abilities =
  (listAbilities: ListAbilities): Handler<AuthzEnv> =>
  async (c) =>
    answerJson(c.env, await listAbilities(readBody(c, AbilitiesQuestion)))
