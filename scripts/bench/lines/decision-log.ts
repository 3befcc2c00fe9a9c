import { createReadStream, truncateSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Run } from '../load/rounds.ts'
import type { Service } from '../services/services.ts'

const DECISION = Buffer.from('"decision":')
const PATIENCE_MS = 10_000

/** How many decisions a file holds; each has a line of its own. */
async function countIn(path: string): Promise<number> {
  let count = 0
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    const data = Buffer.concat([rest, chunk])
    for (let at = data.indexOf(DECISION); at !== -1; at = data.indexOf(DECISION, at + 1)) count += 1
    rest = data.subarray(Math.max(0, data.length - DECISION.length + 1))
  }
  return count
}

/**
 * Rounds after each of which it is proved that no decision is missing from the log, which is then emptied: a log that
 * grew all along would be written to memory never used before, which the host of a virtual machine provides page by
 * page, slower than all else that a line of the log costs.
 * @throws Error when a decision is missing
 */
export const withDecisionsLogged =
  ({ log }: Service, decisionsEach: number, run: Run): Run =>
  async () => {
    truncateSync(log)
    const round = await run()
    const answered = round.requests * decisionsEach
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      const written = await countIn(log)
      if (written >= answered) break
      if (Date.now() > deadline) throw new Error(`Of ${answered} decisions ${written} are in the decision log`)
      await sleep(200)
    }
    truncateSync(log)
    return round
  }
