import { invalid } from '@latchkey/shared/errors'

/** When a grant begins and ends by itself: it counts from `startsAt` on until just before `endsAt`. Null: it does not. */
export interface Times {
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** The times of a request; an absent one is no beginning or no end. */
export interface NamedTimes {
  readonly startsAt?: Date | null | undefined
  readonly endsAt?: Date | null | undefined
}

export const ALWAYS: Times = { startsAt: null, endsAt: null }

export const hasBegun = ({ startsAt }: Times, now: Date): boolean => startsAt === null || startsAt <= now
export const hasEnded = ({ endsAt }: Times, now: Date): boolean => endsAt !== null && endsAt <= now
export const isCounting = (times: Times, now: Date): boolean => hasBegun(times, now) && !hasEnded(times, now)

/** Prisma's condition for rows that have not ended: they count or are ahead. */
export const heldAt = (now: Date) => ({ OR: [{ endsAt: null }, { endsAt: { gt: now } }] })

/** Prisma's condition for rows that count. */
export const countingAt = (now: Date) => ({
  AND: [heldAt(now), { OR: [{ startsAt: null }, { startsAt: { lte: now } }] }],
})

/**
 * The times of a grant that is given now. A beginning that has passed is now.
 * @throws DomainError `invalid_request` for an end that has passed, or that does not come after the beginning
 */
export function timesFrom({ startsAt = null, endsAt = null }: NamedTimes, now: Date, pointer = ''): Times {
  if (endsAt !== null && endsAt <= now) throw invalid(`${pointer}/endsAt`, 'has passed')
  if (endsAt !== null && startsAt !== null && endsAt <= startsAt) {
    throw invalid(`${pointer}/endsAt`, 'does not come after startsAt')
  }
  return { startsAt: startsAt !== null && startsAt <= now ? now : startsAt, endsAt }
}

/** The same where the grant is held: what counts already goes on from when it began. */
export const continuing = (held: Times | undefined, times: Times, now: Date): Times =>
  held !== undefined && hasBegun(held, now) && hasBegun(times, now) ? { ...times, startsAt: held.startsAt } : times

export const isSame = (one: Times | undefined, other: Times): boolean =>
  one !== undefined &&
  one.startsAt?.getTime() === other.startsAt?.getTime() &&
  one.endsAt?.getTime() === other.endsAt?.getTime()

const beginning = ({ startsAt }: Times, now: Date): number => Math.max(startsAt?.getTime() ?? 0, now.getTime())
const end = ({ endsAt }: Times): number => endsAt?.getTime() ?? Number.POSITIVE_INFINITY

/** Whether the times give anything that those before did not: an earlier beginning or a later end. */
export const isExtended = (before: Times, after: Times, now: Date): boolean =>
  beginning(after, now) < beginning(before, now) || end(after) > end(before)

/** Whether they take anything away: a later beginning or an earlier end. */
export const isCut = (before: Times, after: Times, now: Date): boolean => isExtended(after, before, now)

/** Whether something with the end outlasts what ends at the limit. */
export const outlasts = (endsAt: Date | null, limit: Date | null): boolean =>
  limit !== null && (endsAt === null || endsAt > limit)
