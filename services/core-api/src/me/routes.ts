import { ownAccess } from '../access/guard.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { MyAccess, MyAccessQuery } from './schema.ts'
import { getMyAccess } from './service.ts'

export const myAccessRoutes = [
  endpoint({
    method: 'get',
    path: '/me/access',
    tag: 'Auth',
    summary: 'The permission keys that hold for the caller, in the org and in buildings',
    access: ownAccess,
    query: MyAccessQuery,
    answers: { 200: MyAccess },
    tagged: true,
    errors: ['password_change_required', 'authorization_unavailable'],
    run: async (ctx, { query }) => ok(await getMyAccess(ctx, query)),
  }),
]
