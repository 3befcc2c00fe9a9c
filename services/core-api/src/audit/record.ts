import type { Tx } from '@latchkey/shared/db/client'
import type { Prisma } from '@latchkey/shared/db/generated/client'
import { newId } from '@latchkey/shared/db/new-id'
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

const jsonOf = (state: Prisma.InputJsonObject | undefined): string | null =>
  state === undefined ? null : JSON.stringify(state)

/** Writes an event down in the transaction of the change, so that neither stands without the other. */
export async function record(
  tx: Tx,
  { actor, requestId }: Recorder,
  { orgId, action, targetId, before, after }: AuditEntry,
): Promise<void> {
  const actorUserId = actor.type === 'user' ? actor.userId : null
  const targetType = action.slice(0, action.indexOf('.'))
  await tx.write`
    INSERT INTO audit_events (org_id, id, actor_type, actor_user_id, action, target_type, target_id, before, after,
                              request_id, created_at)
    VALUES (${orgId}::uuid, ${newId()}::uuid, ${actor.type}::"ActorType", ${actorUserId}::uuid, ${action}, ${targetType},
            ${targetId}::uuid, ${jsonOf(before)}::jsonb, ${jsonOf(after)}::jsonb, ${requestId}, ${new Date()}::timestamptz)`
}
