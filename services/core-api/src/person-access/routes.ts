import { onUser } from '../access/guard.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { PersonAccess } from './schema.ts'
import { getPersonAccess } from './service.ts'

export const personAccessRoutes = [
  endpoint({
    method: 'get',
    path: '/users/{userId}/access',
    tag: 'Users',
    summary: 'What a user may do in the org and in each building, through which grant, since when and by whom',
    access: onUser('users.read'),
    query: PageQuery,
    answers: { 200: PersonAccess },
    errors: ['authorization_unavailable'],
    run: async (ctx, { query }) => ok(await getPersonAccess(ctx, query)),
  }),
]
