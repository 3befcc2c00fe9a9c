import type { AuditEvent as Row } from '@latchkey/shared/db/generated/client'
import type { OrgCtx } from '../access/context.ts'
import { defined } from '../http/defined.ts'
import { afterId, toPage } from '../http/page.ts'
import type { AuditEvent, AuditQuery } from './schema.ts'

// safe because `record` writes nothing but objects
const toState = (state: Row['before']) => state as AuditEvent['before']

const toEvent = ({ actorType, actorUserId, targetType, targetId, createdAt, ...row }: Row): AuditEvent => ({
  ...row,
  actor: { type: actorType, userId: actorUserId },
  target: { type: targetType, id: targetId },
  before: toState(row.before),
  after: toState(row.after),
  at: createdAt,
})

/** What happened in the org, the latest first. */
export async function listAuditEvents({ deps, org }: OrgCtx<'audit.read'>, query: AuditQuery) {
  const { actor, action, target, from, to } = query
  const before = afterId(query)
  const where = {
    orgId: org.id,
    ...defined({ actorUserId: actor, action: action || undefined, targetId: target }),
    ...((from ?? to) && { createdAt: defined({ gte: from, lt: to }) }),
    ...(before && { id: { lt: before } }),
  }
  const rows = await deps.db.auditEvent.findMany({ where, orderBy: { id: 'desc' }, take: query.limit + 1 })
  return toPage(rows, query, toEvent)
}
