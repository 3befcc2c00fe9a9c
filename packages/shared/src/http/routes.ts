import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'

interface Route {
  readonly method: string
  readonly path: string
}

/** What is known of a path, whatever the method. */
export interface KnownPath {
  /** The pattern of the route: ids must not become labels of a metric. */
  readonly pattern: string
  /** The methods it takes when this one is not among them. */
  readonly allow: string | undefined
}

const UNKNOWN: KnownPath = { pattern: '*', allow: undefined }
const ANY = 'ALL'

/** GET brings HEAD along. */
const allowed = (routes: readonly Route[]): string => {
  const methods = new Set(routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))
  return [...methods].sort().join(', ')
}

/** Looks paths up in a route table; middleware is none of its routes. */
export function knownPaths(routes: readonly Route[]): (method: string, path: string) => KnownPath {
  const router = new SmartRouter<Route>({ routers: [new RegExpRouter(), new TrieRouter()] })
  for (const route of routes) if (!route.path.includes('*') && route.method !== ANY) router.add(ANY, route.path, route)
  return (method, path) => {
    const [found] = router.match(ANY, path)
    if (found.length === 0) return UNKNOWN
    const asked = method === 'HEAD' ? 'GET' : method
    for (const [route] of found) if (route.method === asked) return { pattern: route.path, allow: undefined }
    const others = found.map(([route]) => route)
    return { pattern: others[0]?.path ?? '*', allow: allowed(others) }
  }
}
