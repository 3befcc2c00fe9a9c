/** What answers show of something that was given for good. */
export const FOR_GOOD = { startsAt: null, endsAt: null }

/** Roles given for good, as answers show them. */
export const rolesForGood = (...keys: readonly string[]) => keys.map((key) => ({ key, ...FOR_GOOD }))

/** A moment that many days from now. */
export const inDays = (days: number): string => new Date(Date.now() + days * 24 * 60 * 60 * 1_000).toISOString()
