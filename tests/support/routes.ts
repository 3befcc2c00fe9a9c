import { ENDPOINTS } from '@latchkey/core-api/app'
import type { PermissionKey } from '@latchkey/shared/permissions'
import type { Http, Reply } from './http.ts'
import { GUARDED_ROUTES, type KnownRoute } from './known-routes.ts'
import { fill, type Ids } from './targets.ts'
import type { World } from './world.ts'

type Endpoint = (typeof ENDPOINTS)[number]

/** The one route where what is asked follows from the body, so that its 403 comes after 400. */
export const ASKED_BY_BODY = 'POST /org/users/provision'

/** A guarded route: what it declares and what is known of it. */
export interface Route extends KnownRoute {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly kind: Endpoint['access']['kind']
  readonly permission: Endpoint['access']['permission']
  /** Keys that are asked for beside it. */
  readonly further: readonly PermissionKey[]
}

export const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>): string => `${method.toUpperCase()} ${path}`

export const ROUTES: readonly Route[] = ENDPOINTS.flatMap((endpoint) => {
  const { access, method, path } = endpoint
  const name = nameOf(endpoint)
  const known = GUARDED_ROUTES[name]
  const { kind, permission, further = [] } = access
  return known === undefined ? [] : [{ ...known, name, method: method.toUpperCase(), path, kind, permission, further }]
})

interface Sending {
  readonly prefix?: string
  readonly query?: string
  readonly body?: object | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends to a route, with these ids in its path. */
export function sendTo(http: Http, { method, path }: Route, ids: Ids, sending: Sending = {}): Promise<Reply> {
  const { prefix = '/api', query = '', body, headers } = sending
  return http.send(method, `${prefix}${fill(path, ids)}${query}`, body, headers)
}

/** The body with which the route succeeds. */
export const bodyFor = async ({ body }: Route, world: World, ids: Ids): Promise<object | undefined> =>
  await body?.(world, ids)
