/** What answers show of something that was given for good. */
export const FOR_GOOD = { startsAt: null, endsAt: null }

/** Roles given for good, as answers show them. */
export const rolesForGood = (...keys: readonly string[]) => keys.map((key) => ({ key, ...FOR_GOOD }))
