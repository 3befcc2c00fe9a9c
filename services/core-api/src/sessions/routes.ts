import { onOwnSession, ownAccess } from '../access/guard.ts'
import { noContent, ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { PageQuery } from '../http/page.ts'
import { OwnSessionPage } from './schema.ts'
import { endOwnSession, listSessions } from './service.ts'

const tag = 'Auth'
const errors = ['password_change_required'] as const

export const sessionRoutes = [
  endpoint({
    method: 'get',
    path: '/auth/sessions',
    tag,
    operationId: 'listOwnSessions',
    summary: 'The own sessions that can go on; `lastUsedAt` is of the sign-in or the last refresh',
    description: 'Those that can still be refreshed.',
    access: ownAccess,
    query: PageQuery,
    answers: { 200: OwnSessionPage },
    errors,
    run: async (ctx, { query }) => ok(await listSessions(ctx, query)),
  }),
  endpoint({
    method: 'delete',
    path: '/auth/sessions/{sessionId}',
    tag,
    operationId: 'endOwnSession',
    summary: 'End one of the own sessions, and its tokens with it',
    description: 'Its access tokens end at once, too.',
    access: onOwnSession,
    answers: { 204: null },
    errors,
    run: async (ctx) => {
      await endOwnSession(ctx)
      return noContent()
    },
  }),
]
