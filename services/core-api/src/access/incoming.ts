import type { Deps } from '../deps.ts'
import type { Actor, Attempting, Ctx } from './context.ts'
import type { Principal } from './principal.ts'

/** What a guard may look at: the headers and the path, never the body. */
export interface Incoming {
  readonly header: (name: string) => string | undefined
  readonly param: (name: string) => string
  readonly requestId: string
  readonly address: string
  readonly attempt: Attempting
  /** Told who asks, also when that one is refused afterwards: for the log. */
  readonly identified: (principal: Pick<Principal, 'id' | 'orgId'>) => void
}

/** What a request is to a verb, whoever made it. */
export const contextOf = (deps: Deps, { header, requestId, address, attempt }: Incoming, actor: Actor): Ctx => ({
  ...{ deps, requestId, address, attempt, userAgent: header('user-agent'), actor },
  ifMatch: header('if-match'),
})
