import { onOrg } from '../access/guard.ts'
import { ok } from '../http/answer.ts'
import { endpoint } from '../http/endpoint.ts'
import { AuditPage, AuditQuery } from './schema.ts'
import { listAuditEvents } from './service.ts'

export const auditRoutes = [
  endpoint({
    method: 'get',
    path: '/org/audit-log',
    tag: 'Audit',
    summary: 'What was changed, by whom, and when',
    access: onOrg('audit.read'),
    query: AuditQuery,
    answers: { 200: AuditPage },
    run: async (ctx, { query }) => ok(await listAuditEvents(ctx, query)),
  }),
]
