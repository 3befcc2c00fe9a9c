/** Of the code itself: their message does not say where they are. */
const FAULTS_OF_CODE = [RangeError, ReferenceError, SyntaxError, TypeError]

/** Why a service cannot start, as its standard error has it: what is to be mended, or where the code is at fault. */
export function startFailure(service: string, error: unknown): string {
  if (!(error instanceof Error)) return `${service} cannot start. ${String(error)}\n`
  const isOfCode = FAULTS_OF_CODE.some((kind) => error instanceof kind)
  const place = isOfCode && error.stack !== undefined ? `\n${error.stack}` : ''
  return `${service} cannot start. ${error.message}${place}\n`
}
