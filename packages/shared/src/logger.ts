import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Structured JSON lines; secrets that could reach a log line are cut out by path. */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const redact = ['password', 'token', 'authorization', '*.password', '*.token', '*.authorization']
  const options = { level, redact, base: { service }, timestamp: () => `,"time":"${new Date().toISOString()}"` }
  return destination === undefined ? pino(options) : pino(options, destination)
}
