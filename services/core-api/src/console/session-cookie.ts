import type { Session } from '@latchkey/client'
import { parse, serialize } from 'hono/utils/cookie'

/** Keeps both tokens of somebody in their browser, where no script reads them. */
export interface SessionCookie {
  read(header: string | undefined): Session | undefined
  /** The header that keeps the session, or takes it away. */
  write(session: Session | undefined): string
}

/** A character that stands in none of the tokens. */
const BETWEEN = '~'

/**
 * Over https the name binds the cookie to this host: no other, and no plain http, can plant one. It ends with the
 * browser, or with the session.
 */
export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? '__Host-latchkey' : 'latchkey'
  const options = { path: '/', httpOnly: true, sameSite: 'Strict', secure } as const
  return {
    read: (header = '') => {
      const [accessToken, refreshToken] = parse(header, name)[name]?.split(BETWEEN) ?? []
      return accessToken && refreshToken ? { accessToken, refreshToken } : undefined
    },
    write: (session) =>
      session === undefined
        ? serialize(name, '', { ...options, maxAge: 0 })
        : serialize(name, `${session.accessToken}${BETWEEN}${session.refreshToken}`, options),
  }
}
