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
    operationId: 'listAuditEvents',
    summary: 'What was changed, by whom, and when',
    description: 'The latest first. An event is written in the transaction of the change and never altered.',
    access: onOrg('audit.read'),
    query: AuditQuery,
    answers: { 200: AuditPage },
    run: async (ctx, { query }) => ok(await listAuditEvents(ctx, query)),
  }),
]
