/** What a verb's result becomes: a status, a body and, for what was created, where it can be read. */
export type Answer<Body> =
  | { readonly status: 200 | 201 | 202; readonly body: Body; readonly location?: string }
  | { readonly status: 204 }

export const ok = <Body>(body: Body): Answer<Body> => ({ status: 200, body })

/** `path` below /api of a GET for the new thing, when there is one. */
export const created = <Body>(body: Body, path?: string): Answer<Body> =>
  path === undefined ? { status: 201, body } : { status: 201, body, location: `/api${path}` }

/** What was asked for is done later; there is nothing to say of it yet. */
export const accepted = (): Answer<Record<never, never>> => ({ status: 202, body: {} })

export const noContent = (): Answer<never> => ({ status: 204 })
