import { statementName } from '@latchkey/shared/db/statement-name'

const COMMIT = statementName('COMMIT')

/** Whether a COMMIT is held up before the server has it, or its answer once the server has committed. */
export type CommitMoment = 'before' | 'after'

interface Wanted {
  readonly text: string
  readonly moment: CommitMoment
  readonly reached: () => void
}

/** Finds the COMMIT of the transaction in which a text is sent, on whichever connection; nothing passes there from then on. */
export function createCommitHold() {
  let wanted: Wanted | undefined
  return {
    /** Resolves when it has come to that. */
    at: (text: string, moment: CommitMoment): Promise<void> =>
      new Promise((reached) => {
        wanted = { text, moment, reached }
      }),
    /** Whether a message of the client, or of the server, passes on one connection. */
    connection() {
      let [hasText, hasCommit, isHeld] = [false, false, false]
      const hold = () => {
        wanted?.reached()
        wanted = undefined
        isHeld = true
      }
      return {
        sent(bytes: Buffer): boolean {
          if (wanted === undefined) return !isHeld
          hasText ||= bytes.includes(wanted.text)
          hasCommit ||= hasText && bytes.includes(COMMIT)
          if (hasCommit && wanted.moment === 'before') hold()
          return !isHeld
        },
        answered(isReady: boolean): boolean {
          if (hasCommit && isReady && wanted !== undefined) hold()
          return !isHeld
        },
      }
    },
  }
}
