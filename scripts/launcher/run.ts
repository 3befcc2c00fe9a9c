import { once } from 'node:events'
import { LaunchError, messageOf } from '@latchkey/dev-postgres/errors'

type Code = 0 | 1

/** One run of the launcher: what ends it, with which code, and what has to be undone then. */
export interface Run {
  /** Aborted when it is time to end. */
  readonly ending: AbortSignal
  /** The first call decides. */
  end(code: Code, reason: string): void
  /** Steps are undone in reverse order. */
  onEnd(undo: () => Promise<void> | void): void
}

const describe = (error: unknown): string =>
  error instanceof Error && !(error instanceof LaunchError) ? (error.stack ?? error.message) : messageOf(error)

/** Does the work, waits for the end, undoes what was done; returns the exit code. */
export async function runToEnd(work: (run: Run) => Promise<void>): Promise<Code> {
  const controller = new AbortController()
  const undos: (() => Promise<void> | void)[] = []
  let code: Code = 0
  const end: Run['end'] = (wanted, reason) => {
    if (controller.signal.aborted) return
    code = wanted
    controller.abort()
    if (wanted === 0) console.log(reason)
    else console.error(reason)
  }
  process.on('uncaughtException', (error) => end(1, describe(error)))
  const ending = controller.signal
  try {
    await work({ ending, end, onEnd: (undo) => undos.push(undo) })
    if (!ending.aborted) await once(ending, 'abort')
  } catch (error) {
    // Once the end has come, a step that fails was cut short by it.
    end(1, describe(error))
  }
  for (const undo of undos.toReversed()) {
    try {
      await undo()
    } catch (error) {
      code = 1
      console.error(describe(error))
    }
  }
  return code
}
