/**
 * A grant counts from its beginning until just before its end, in the statement that reads it: nobody flips a status.
 * Conditions in SQL for a moment that is SQL too, by the clock of the database unless another is named.
 */
export const NOW = 'latchkey_now()'

/** Whether a role, override or assignment of this alias counts. */
export const counts = (alias: string, moment = NOW): string =>
  `(${alias}.starts_at > ${moment}) IS NOT TRUE AND (${alias}.ends_at <= ${moment}) IS NOT TRUE`

/** Whether one is ahead: it has a beginning that has not come. */
export const isAhead = (alias: string, moment = NOW): string => `${alias}.starts_at > ${moment}`

/** Whether one has not ended: it counts or is ahead. */
export const isHeld = (alias: string, moment = NOW): string => `(${alias}.ends_at <= ${moment}) IS NOT TRUE`

/** Whether an occupancy of this alias has not ended: ACTIVE or SCHEDULED. */
export const isOpen = (alias: string, moment = NOW): string =>
  `${alias}.end_at IS NULL AND (${alias}.planned_end_at <= ${moment}) IS NOT TRUE`

/** Whether an occupancy of this alias is ACTIVE. */
export const isActive = (alias: string, moment = NOW): string =>
  `${isOpen(alias, moment)} AND ${alias}.start_at <= ${moment}`

/** Whether an occupancy of this alias is SCHEDULED. */
export const isScheduled = (alias: string, moment = NOW): string =>
  `${alias}.end_at IS NULL AND ${alias}.start_at > ${moment}`
