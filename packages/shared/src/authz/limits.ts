/** The most questions of one batch. */
export const BATCH_LIMIT = 1_000

/** The results of a page when nothing is said, and at most: a search is cut to it, an access list refuses more. */
export const SEARCH_PAGE = { byDefault: 50, most: 1_000 } as const
export const ACCESS_LIST_PAGE = { byDefault: 50, most: 200 } as const

/** The most buildings that one question about a subject's access names. */
export const SUBJECT_ACCESS_BUILDINGS = 200
