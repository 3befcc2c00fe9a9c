/** Ends on Ctrl-C and SIGTERM, and when the terminal is closed; a repeated signal changes nothing. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // Without a terminal we run under nohup or its like, and a shell that goes must not take us along.
  const inTerminal = process.stdout.isTTY || process.stderr.isTTY
  process.on('SIGHUP', inTerminal ? stop : () => undefined)
}
