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
    operationId: 'getMyAccess',
    summary: 'The permission keys that hold for the caller, in the org and in buildings',
    description:
      'At most 100 buildings. Those that are absent or foreign are left out; one of the org without any key is there with an empty list.',
    access: ownAccess,
    query: MyAccessQuery,
    answers: { 200: MyAccess },
    resource: MyAccess,
    errors: ['password_change_required', 'authorization_unavailable'],
    run: async (ctx, { query }) => ok(await getMyAccess(ctx, query)),
  }),
]
