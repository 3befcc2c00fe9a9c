import { Prisma } from '@latchkey/shared/db/generated/client'
import { encoderOf } from '../http/encode.ts'
import { personSelect } from '../users/store.ts'
import { Occupancy } from './schema.ts'

export const include = { unit: { select: { id: true, label: true } }, resident: personSelect } as const

/** The columns of an occupancy `o` and its unit `n`, for a statement written by hand; who lives there it adds itself. */
export const COLUMNS = Prisma.sql`
  o.id, o.org_id AS "orgId", o.building_id AS "buildingId", o.unit_id AS "unitId",
  o.resident_user_id AS "residentUserId", o.start_at AS "startAt", o.end_at AS "endAt",
  o.planned_end_at AS "plannedEndAt", o.created_at AS "createdAt", o.updated_at AS "updatedAt",
  json_build_object('id', n.id, 'label', n.label) AS unit`

/** An occupancy as it is stored, with who and what it is about. */
export type Row = Omit<Prisma.OccupancyGetPayload<{ include: typeof include }>, 'status'>

type Times = Pick<Row, 'startAt' | 'endAt' | 'plannedEndAt'>

type ShownAt<Stored> = Omit<Stored, 'status' | 'endAt'> & Pick<Occupancy, 'status' | 'endAt'>

/** An occupancy as of now: its status follows from its times, never from the status column. */
export function shownAt<Stored extends Times>(row: Stored, now: Date): ShownAt<Stored> {
  const { startAt, plannedEndAt } = row
  const endAt = row.endAt ?? (plannedEndAt !== null && plannedEndAt <= now ? plannedEndAt : null)
  const begun = startAt > now ? 'SCHEDULED' : 'ACTIVE'
  const status: Occupancy['status'] = endAt === null ? begun : 'ENDED'
  return { ...row, endAt, status }
}

/** As the audit log has it. */
export const stateOf = encoderOf(Occupancy)
