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
  const match = (path: string): readonly Route[] => router.match(ANY, path)[0].map(([route]) => route)
  /** Paths without parameters: each is looked for once. */
  const fixed = new Map<string, readonly Route[]>()
  for (const { path } of routes) if (!/[*:]/.test(path)) fixed.set(path, match(path))
  return (method, path) => {
    const found = fixed.get(path) ?? match(path)
    const [first] = found
    if (first === undefined) return UNKNOWN
    const asked = method === 'HEAD' ? 'GET' : method
    for (const { method: taken, path: pattern } of found) if (taken === asked) return { pattern, allow: undefined }
    return { pattern: first.path, allow: allowed(found) }
  }
}
