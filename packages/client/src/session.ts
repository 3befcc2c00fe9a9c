/** What signing in gives, and refreshing replaces. */
export interface Session {
  readonly accessToken: string
  readonly refreshToken: string
}

/** The tokens of one person. */
export interface SessionKeeper {
  current(): Session | undefined
  /** Keeps another session, or none. */
  keep(session: Session | undefined): void
  /**
   * A session with another access token than the one that was refused: that of somebody who refreshed meanwhile, else by
   * one refresh, however many ask. Undefined when the session is over.
   */
  renew(refused: string): Promise<Session | undefined>
}

/** @param onChange told of each session that is kept, and of its end */
export function createSessionKeeper(
  refresh: (session: Session) => Promise<Session | undefined>,
  initial: Session | undefined,
  onChange: (session: Session | undefined) => void,
): SessionKeeper {
  let session = initial
  let renewal: Promise<Session | undefined> | undefined
  const keep = (next: Session | undefined): void => {
    session = next
    onChange(next)
  }
  const renewOnce = async (from: Session): Promise<Session | undefined> => {
    try {
      const next = await refresh(from)
      // Somebody else may have signed in, or out, meanwhile.
      if (session === from) keep(next)
      return session
    } finally {
      renewal = undefined
    }
  }
  return {
    current: () => session,
    keep,
    renew: async (refused) => {
      if (session === undefined) return undefined
      if (session.accessToken !== refused) return session
      renewal ??= renewOnce(session)
      return renewal
    },
  }
}
