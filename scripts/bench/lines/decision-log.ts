import { createReadStream, statSync, truncateSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Turns } from '../load/rounds.ts'
import type { Service } from '../services/services.ts'

const DECISION = Buffer.from('"decision":')
const PATIENCE_MS = 10_000

/** How many decisions were written from a place of the file on; each has a line of its own. */
async function countFrom(path: string, start: number): Promise<number> {
  let count = 0
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { start })) {
    const data = Buffer.concat([rest, chunk])
    for (let at = data.indexOf(DECISION); at !== -1; at = data.indexOf(DECISION, at + 1)) count += 1
    rest = data.subarray(Math.max(0, data.length - DECISION.length + 1))
  }
  return count
}

/**
 * Measures, and proves that no decision of what was measured is missing from the log.
 * @throws Error when one is
 */
export async function assertDecisionsLogged(
  { log }: Service,
  decisionsEach: number,
  measure: () => Promise<Turns>,
): Promise<Turns> {
  const start = statSync(log).size
  const turns = await measure()
  const rounds = [turns.warmUp, ...turns.pairs]
  const answered = rounds.reduce((sum, [, { requests }]) => sum + requests * decisionsEach, 0)
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const written = await countFrom(log, start)
    if (written >= answered) {
      // It would take the memory, or the disk, from what is measured next.
      truncateSync(log)
      return turns
    }
    if (Date.now() > deadline) throw new Error(`Of ${answered} decisions ${written} are in the decision log`)
    await sleep(200)
  }
}
