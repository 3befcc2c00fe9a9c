import { onUser } from '../access/guard.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PersonAccess, PersonAccessQuery } from './schema.ts'
import { getPersonAccess } from './service.ts'

export const personAccessRoutes = [
  endpoint({
    method: 'get',
    path: '/users/{userId}/access',
    tag: 'Users',
    operationId: 'getUserAccess',
    summary: 'What a user may do in the org and in each building, through which grant, since when and by whom',
    description:
      'The part of the org, then a page of the buildings in which the user is assigned or lives. Somebody who is not ACTIVE has the same grants and no keys.',
    access: onUser('users.read'),
    query: PersonAccessQuery,
    answers: { 200: PersonAccess },
    errors: ['authorization_unavailable'],
    run: async (ctx, { query }) => ok(await getPersonAccess(ctx, query)),
  }),
]
