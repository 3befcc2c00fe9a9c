import { z } from 'zod'
import { type Call, codeOf, type Http, type Reply, UnexpectedReply } from './http.ts'

const PAGE = 200

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string() })
const LoggedIn = Tokens.extend({ user: z.object({ id: z.string(), mustChangePassword: z.boolean() }) })
type LoggedIn = z.infer<typeof LoggedIn>

export interface Credentials {
  readonly email: string
  readonly password: string
  readonly org: string
}

/** The requests of somebody who is signed in; the access token is renewed when it has ended. */
export interface Session {
  readonly userId: string
  readonly mustChangePassword: boolean
  send(call: Call): Promise<Reply>
  /** The answer as its schema has it. @throws UnexpectedReply for any status but 200 and 201 */
  ask<Answer>(call: Call, schema: z.ZodType<Answer>): Promise<Answer>
  /** Every item of a list, over all its pages. @throws UnexpectedReply */
  list<Item>(path: string, schema: z.ZodType<Item>): Promise<Item[]>
  /** The same person, signed in again by the change. @throws UnexpectedReply */
  changePassword(from: string, to: string): Promise<Session>
}

const isGood = ({ status }: Reply): boolean => status === 200 || status === 201

async function parsed<Answer>(call: Call, reply: Reply, schema: z.ZodType<Answer>): Promise<Answer> {
  if (!isGood(reply)) throw new UnexpectedReply(call, reply)
  return schema.parse(reply.body)
}

function sessionOf(http: Http, loggedIn: LoggedIn): Session {
  let tokens: z.infer<typeof Tokens> = loggedIn
  let renewal: Promise<void> | undefined
  const refresh = async (): Promise<void> => {
    const call = { method: 'POST', path: '/api/auth/refresh', body: { refreshToken: tokens.refreshToken } } as const
    tokens = await parsed(call, await http.send(call), Tokens)
  }
  // One renewal, however many requests find the token ended.
  const renew = (): Promise<void> => {
    renewal ??= refresh().finally(() => {
      renewal = undefined
    })
    return renewal
  }
  const withToken = (call: Call, token: string) =>
    http.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } })
  const send: Session['send'] = async (call) => {
    const used = tokens.accessToken
    const reply = await withToken(call, used)
    if (reply.status !== 401) return reply
    if (used === tokens.accessToken) await renew()
    return withToken(call, tokens.accessToken)
  }
  const ask: Session['ask'] = async (call, schema) => parsed(call, await send(call), schema)
  return {
    userId: loggedIn.user.id,
    mustChangePassword: loggedIn.user.mustChangePassword,
    send,
    ask,
    list: async (path, schema) => {
      const Page = z.object({ items: z.array(schema), nextCursor: z.string().nullable() })
      const items = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const url: string = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}${after}`
        const page: z.infer<typeof Page> = await ask({ method: 'GET', path: url }, Page)
        items.push(...page.items)
        cursor = page.nextCursor
      }
      return items
    },
    changePassword: async (currentPassword, newPassword) => {
      const body = { currentPassword, newPassword }
      return sessionOf(http, await ask({ method: 'POST', path: '/api/auth/change-password', body }, LoggedIn))
    },
  }
}

/** Signs in; nothing when these credentials are refused. @throws UnexpectedReply */
export async function signIn(http: Http, credentials: Credentials): Promise<Session | undefined> {
  const call = { method: 'POST', path: '/api/auth/login', body: credentials } as const
  const reply = await http.send(call)
  if (codeOf(reply) === 'invalid_credentials') return undefined
  return sessionOf(http, await parsed(call, reply, LoggedIn))
}
