import { account, PASSWORD } from './accounts.ts'
import type { TestCoreApi } from './core-api.ts'
import type { Scene } from './scene.ts'
import type { UserOptions } from './world.ts'

/** What a browser gets to see. */
interface Seen {
  readonly status: number
  readonly headers: Headers
  /** The markup as it came. */
  readonly html: string
  /** What people read of it. */
  readonly text: string
  /** Where it leads on. */
  readonly location: string | null
}

type Fields = Readonly<Record<string, string | readonly string[]>>

/** A browser without scripts: it keeps cookies and names its origin with every form. */
export interface Browser {
  open(path: string, headers?: HeadersInit): Promise<Seen>
  /** Sends a form of the page at this path. */
  send(path: string, action: string, fields?: Fields, headers?: HeadersInit): Promise<Seen>
  /** What it keeps, as it sends it. */
  cookie(): string
  keep(cookie: string): void
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? '')
    .replaceAll(/\s+/g, ' ')

const encode = (action: string, fields: Fields): string => {
  const form = new URLSearchParams({ do: action })
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value)
  return form.toString()
}

export function browser({ fetch }: Pick<TestCoreApi, 'fetch'>, origin = 'http://localhost'): Browser {
  let cookie = ''
  const request = async (path: string, init: RequestInit, more: HeadersInit): Promise<Seen> => {
    const headers = {
      host: new URL(origin).host,
      ...(cookie !== '' && { cookie }),
      ...Object.fromEntries(new Headers(init.headers)),
      ...Object.fromEntries(new Headers(more)),
    }
    const response = await fetch(new Request(`${origin}${path}`, { ...init, headers }))
    const [kept, attributes] = response.headers.get('set-cookie')?.split(';', 2) ?? []
    if (kept !== undefined) cookie = attributes?.trim() === 'Max-Age=0' ? '' : kept
    const html = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      html,
      text: textOf(html),
      location: response.headers.get('location'),
    }
  }
  return {
    open: (path, headers = {}) => request(path, {}, headers),
    send: (path, action, fields = {}, headers = {}) =>
      request(
        path,
        {
          method: 'POST',
          body: encode(action, fields),
          headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        },
        headers,
      ),
    cookie: () => cookie,
    keep: (next) => {
      cookie = next
    },
  }
}

/** A browser of somebody who has signed in with a password. */
export async function signedIn(api: TestCoreApi, email: string, password: string): Promise<Browser> {
  const one = browser(api)
  const { status, text } = await one.send('/console/sign-in', 'signIn', { email, password })
  if (status !== 303) throw new Error(`${email} cannot sign in: ${status} ${text}`)
  return one
}

/** Browsers of new people of the org, signed in, once what else they hold is prepared. */
export const browsersIn =
  ({ world, api }: Pick<Scene, 'world' | 'api'>) =>
  async (options: UserOptions = {}, prepare: (id: string) => Promise<unknown> = async () => undefined) => {
    const { id, email } = await account(world, options)
    await prepare(id)
    return signedIn(api, email, PASSWORD)
  }
