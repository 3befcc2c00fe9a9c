import type { Prisma } from '@latchkey/shared/db/generated/client'
import { encoderOf } from '../http/encode.ts'
import { personSelect } from '../users/store.ts'
import { Occupancy } from './schema.ts'

export const include = { unit: { select: { id: true, label: true } }, resident: personSelect } as const

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
