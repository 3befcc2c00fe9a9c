import type { PermitReason } from '@latchkey/shared/authz/contract'
import type { Times } from './types.ts'

/** A moment of facts as answers have it. */
export const isoOf = (at: number): string => new Date(at).toISOString()

/** A grant that has a beginning or an end shows it. */
export const withTimes = (grant: PermitReason, times: Times | null | undefined): PermitReason => {
  const { startsAt, endsAt } = times ?? {}
  if (!startsAt && !endsAt) return grant
  return { ...grant, ...(startsAt && { startsAt: isoOf(startsAt) }), ...(endsAt && { endsAt: isoOf(endsAt) }) }
}
