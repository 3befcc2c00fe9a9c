import { AccessQuestion } from '@latchkey/shared/authz/access'
import type { Handler } from 'hono'
import { readBody } from '../body.ts'
import type { AuthzEnv } from '../callers.ts'
import type { ListAccess } from './list.ts'

export const access = (list: ListAccess): Handler<AuthzEnv> => {
  return async (c) => {
    const { resource, after, limit } = await readBody(c, AccessQuestion)
    const { results, next = null } = await list(resource.id, { after, limit })
    return c.json({ results, next })
  }
}
