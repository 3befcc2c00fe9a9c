import { AccessQuestion } from '@latchkey/shared/authz/access'
import { answerJson } from '@latchkey/shared/http/answer'
import type { Handler } from 'hono'
import { readBody } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { ListAccess } from './list.ts'

export const access = (list: ListAccess): Handler<AuthzEnv> => {
  return async (c) => {
    const { resource, after, limit } = readBody(c, AccessQuestion)
    const { results, next = null } = await list(resource.id, { after, limit })
    return answerJson(c.env, { results, next })
  }
}
