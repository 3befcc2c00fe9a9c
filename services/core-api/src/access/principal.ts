import type { User } from '@latchkey/shared/db/generated/client'

/** The user who makes the request, as the database knows them now. */
export type Principal = Readonly<
  Pick<User, 'id' | 'orgId' | 'email' | 'name' | 'status' | 'mustChangePassword' | 'authzVersion'>
> & {
  /** The session that the access token names. */
  readonly sessionId: string
  /** The version of their org, which rises when a building or unit goes. */
  readonly orgVersion: number
}
