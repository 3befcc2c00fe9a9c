import type { Logger } from '../logger.ts'
import type { Running } from './server.ts'

/**
 * Stops on SIGINT or SIGTERM, serving on for the delay, in milliseconds, while balancers learn of it. A second signal, or
 * the end of the launcher that started the process, ends the delay. Exits 0, or 1 if stopping fails.
 */
export function stopOnSignal(running: Running, logger: Logger, delayMs: number): void {
  const noDelay = new AbortController()
  let stopping = false
  const stop = (reason: string) => {
    if (stopping) {
      noDelay.abort()
      return
    }
    stopping = true
    logger.info({ reason }, 'stopping')
    running.stop(delayMs, noDelay.signal).then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'stop failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('SIGTERM', () => stop('SIGTERM'))
  if (process.connected) {
    process.on('disconnect', () => {
      noDelay.abort()
      stop('launcher gone')
    })
  }
}
