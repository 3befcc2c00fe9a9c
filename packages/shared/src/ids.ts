import { z } from 'zod'

const CANONICAL_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text has the form of an id. Ids are case-sensitive: only the form that we hand out is one. */
export const isId = (text: string): boolean => CANONICAL_UUID.test(text)

/** An id in a body or query. */
export const id = z.string().regex(CANONICAL_UUID, 'is not an id')
