import type { Tx } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import type { Recorder } from '../access/context.ts'

/** Everything that is written down. */
export type AuditAction =
  | 'org.created'
  | 'user.created'
  | 'user.changed'
  | 'user.deleted'
  | 'user.password_changed'
  | 'user.password_reset_requested'
  | 'user.password_reset'
  | 'user.email_change_requested'
  | 'user.email_change_withdrawn'
  | 'user.email_changed'
  | 'user.session_ended'
  | 'user.sessions_ended'
  | 'user.roles_changed'
  | 'user.overrides_changed'
  | 'user.invited'
  | 'user.invite_revoked'
  | 'user.invite_accepted'
  | 'user.sign_in_failed'
  | 'building.created'
  | 'building.changed'
  | 'building.deleted'
  | 'unit.created'
  | 'unit.changed'
  | 'unit.deleted'
  | 'user.roles_ended'
  | 'user.overrides_ended'
  | 'assignment.created'
  | 'assignment.changed'
  | 'assignment.ended'
  | 'assignment.deleted'
  | 'occupancy.scheduled'
  | 'occupancy.started'
  | 'occupancy.changed'
  | 'occupancy.cancelled'
  | 'occupancy.ended'
  // By the migration that set periods apart.
  | 'occupancy.shortened'

export interface AuditEntry {
  readonly orgId: string
  readonly action: AuditAction
  /** What it was done to; its type is the first word of the action. */
  readonly targetId: string
  /** The state that was, read under the lock of its row, and the state that is; as answers show them, never a secret. */
  readonly before?: Prisma.InputJsonObject
  readonly after?: Prisma.InputJsonObject
}

/** Writes an event down in the transaction of the change, so that neither stands without the other. */
export async function record(tx: Tx, { actor, requestId }: Recorder, entry: AuditEntry) {
  const actorUserId = actor.type === 'user' ? actor.userId : null
  const targetType = entry.action.slice(0, entry.action.indexOf('.'))
  await tx.auditEvent.create({ data: { ...entry, targetType, actorType: actor.type, actorUserId, requestId } })
}
