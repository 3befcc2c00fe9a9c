import type { Hold, OrgDb, Tx } from './client.ts'

/**
 * Holds the transactions of one piece of work: each hands its result on while it is open, and commits with what
 * `write` puts into it once `finish` is called, or rolls back.
 */
export function createHold<Outcome>(write: (tx: Tx, outcome: Outcome) => Promise<void>) {
  const outcome = Promise.withResolvers<Outcome>()
  // Told to each transaction that waits for it; when none does, it is nobody's.
  outcome.promise.catch(() => undefined)
  const held: Promise<unknown>[] = []
  const hold: Hold = {
    keep: async (tx) => write(tx, await outcome.promise),
    follow: (transaction) => {
      held.push(transaction)
    },
  }
  return {
    /** The database whose transactions are held. */
    over: (db: OrgDb): OrgDb =>
      // safe because the prototype is the database itself
      Object.create(db, { hold: { value: hold } }) as OrgDb,
    /** Commits; false when there was no transaction to write into. @throws what a commit throws */
    async finish(value: Outcome): Promise<boolean> {
      outcome.resolve(value)
      await Promise.all(held)
      return held.length > 0
    },
    /** Rolls back whatever is still open. */
    async abandon(reason: unknown): Promise<void> {
      outcome.reject(reason)
      await Promise.allSettled(held)
    },
  }
}
