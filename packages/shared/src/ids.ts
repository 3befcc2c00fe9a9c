/** The one form of an id. Ids are case-sensitive: only the form that we hand out is one. */
export const ID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isId = (text: string): boolean => ID_PATTERN.test(text)
