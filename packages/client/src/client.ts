import { jsonOf } from './error.ts'
import { OPERATIONS } from './generated/operations.ts'
import type { Session } from './session.ts'
import { type AnyInput, type ClientOptions, createTransport } from './transport.ts'
import type { Answer, Arguments, Input, Item, OperationId, PagedId, Result } from './types.ts'

/** One function for each operation, by its `operationId`. @throws LatchkeyError, UnreachableError */
export type Api = { readonly [Id in OperationId]: (...input: Arguments<Id>) => Promise<Result<Id>> }

type Send = <Id extends OperationId>(id: Id, ...input: Arguments<Id>) => Promise<Answer<Id>>
type Pages = <Id extends PagedId>(id: Id, ...input: Arguments<Id>) => AsyncGenerator<Item<Id>, void, undefined>

export interface Client {
  readonly api: Api
  /** The same with status and ETag. @throws LatchkeyError, UnreachableError */
  readonly send: Send
  /** All items of a list, read page by page as they are asked for. @throws LatchkeyError, UnreachableError */
  readonly pages: Pages
  /** Signs in, as each operation does that gives a session; it is refreshed by itself from then on. @throws LatchkeyError, UnreachableError */
  signIn(credentials: Input<'signIn'>['body']): Promise<Result<'signIn'>>
  /** Ends the session here, then there. @throws LatchkeyError, UnreachableError */
  signOut(): Promise<void>
  session(): Session | undefined
}

const pagesOf = (send: Send): Pages =>
  async function* pages<Id extends PagedId>(id: Id, ...[input]: Arguments<Id>) {
    const { query, ...rest }: AnyInput = input ?? {}
    for (let cursor: string | undefined; ; ) {
      const asked = { ...rest, query: { ...query, ...(cursor !== undefined && { cursor }) } }
      // safe because a cursor is a query parameter of every list
      const { body } = await send(id, ...([asked] as unknown as Arguments<Id>))
      // safe because PagedId names the operations that answer so
      const { items, nextCursor } = body as { items: Item<Id>[]; nextCursor: string | null }
      yield* items
      if (nextCursor === null) return
      cursor = nextCursor
    }
  }

/** A client of core-api for one person, or for the platform. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options)
  const send: Send = async <Id extends OperationId>(id: Id, ...[input]: Arguments<Id>) => {
    const row = OPERATIONS[id]
    // safe because AnyInput only forgets which members an operation has
    const { headers, ...rest } = (input ?? {}) as AnyInput
    // One key for all tries of the call.
    const key = row.isKeyed && { 'Idempotency-Key': crypto.randomUUID() }
    const response = await transport.send(row, { ...rest, headers: { ...key, ...headers } })
    // safe because the document says what each status of the operation holds
    const body = (await jsonOf(response)) as Result<Id> | undefined
    // safe because the table marks the operation as one that gives a session
    if (row.givesSession) transport.sessions.keep(body as Session)
    return {
      status: response.status,
      body,
      etag: response.headers.get('etag') ?? undefined,
      isReplayed: response.headers.get('idempotency-replayed') === 'true',
    }
  }
  const call = async <Id extends OperationId>(id: Id, input: Arguments<Id>) => (await send(id, ...input)).body
  const entries = Object.keys(OPERATIONS).map((id) => [
    id,
    // safe because the keys of the table are the operations
    (...input: Arguments<OperationId>) => call(id as OperationId, input),
  ])
  // safe because the table has each operation once
  const api = Object.fromEntries(entries) as Api

  return {
    api,
    send,
    pages: pagesOf(send),
    signIn: (body) => api.signIn({ body }),
    signOut: async () => {
      const session = transport.sessions.current()
      transport.sessions.keep(undefined)
      if (session !== undefined) await api.signOut({ body: { refreshToken: session.refreshToken } })
    },
    session: transport.sessions.current,
  }
}
