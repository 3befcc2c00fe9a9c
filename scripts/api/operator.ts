import { type Client, createClient, LatchkeyError, type Result } from '@latchkey/client'

/** The largest page of any list. */
export const LARGEST_PAGE = { limit: 200 } as const

export interface Credentials {
  readonly email: string
  readonly password: string
  readonly org: string
}

/** Somebody who is signed in. */
export interface Operator {
  readonly client: Client
  readonly user: Result<'signIn'>['user']
}

/** Signs in; nothing when these credentials are refused. @throws LatchkeyError, UnreachableError */
export async function signIn(baseUrl: string, credentials: Credentials): Promise<Operator | undefined> {
  const client = createClient({ baseUrl })
  try {
    const { user } = await client.signIn(credentials)
    return { client, user }
  } catch (error) {
    if (error instanceof LatchkeyError && error.code === 'invalid_credentials') return undefined
    throw error
  }
}
