import type { Db } from '@latchkey/shared/db/client'
import type { Metrics } from '@latchkey/shared/metrics/metrics'
import type { Mail, MailTransport } from './transport.ts'

export interface Delivery {
  readonly db: Db
  readonly clock: () => Date
  readonly transport: MailTransport
  /** Where the pages are that take the tokens. */
  readonly publicUrl: string
  readonly metrics: Metrics
}

/** A mail that is made, and where it is kept what became of it. */
export interface Letter {
  readonly mail: Mail
  settle(state: 'SENT' | 'FAILED'): Promise<unknown>
}

/**
 * Makes the mail of a job, and with it the token that it alone holds; undefined when the job has been overtaken. It may
 * run again after a failure: the mail has the same id then, and only its token counts.
 */
export type Write<Job> = (delivery: Delivery, job: Job) => Promise<Letter | undefined>

/**
 * Sends what `write` makes of the jobs of one kind.
 * @throws what the transport throws, so that the job is tried again
 */
export const deliver = <Job>(delivery: Delivery, write: Write<Job>) => {
  return async (job: Job, isLastTry: boolean): Promise<void> => {
    const letter = await write(delivery, job)
    if (letter === undefined) return
    const { transport, metrics } = delivery
    const count = (state: 'sent' | 'failed') => {
      metrics.counter('latchkey_mails_total', { state }).value += 1
    }
    try {
      await transport.send(letter.mail)
    } catch (error) {
      if (isLastTry) {
        count('failed')
        await letter.settle('FAILED')
      }
      throw error
    }
    count('sent')
    await letter.settle('SENT')
  }
}
