import type { Logger } from './logger.ts'

/**
 * Ends the process with 1 by whatever nobody catches, a rejected promise included, once the log has its line. Node itself
 * would print the error whole: the row that a database quotes, the recipient that a mail server refused.
 */
export function endOnCrash(logger: Logger): void {
  process.on('uncaughtException', (err) => {
    logger.error({ err }, 'crashed')
    process.exit(1)
  })
}
