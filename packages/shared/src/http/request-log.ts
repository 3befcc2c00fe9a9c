import { type Logger, lineWriter } from '../logger.ts'
import type { RequestScope } from './scope.ts'

/** How a request went, beside what its scope knows. */
export interface Outcome {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

const text = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`

/** The same, each written once: for what has few values. */
function rememberedText(name: string): (value: string) => string {
  const known = new Map<string, string>()
  return (value) => {
    let found = known.get(value)
    if (found === undefined) {
      found = text(name, value)
      known.set(value, found)
    }
    return found
  }
}

/** One line for each request. It is a list of what may stand there: no header, no body, no path with its ids. */
export function createRequestLog(logger: Logger): (scope: RequestScope, outcome: Outcome) => void {
  if (!logger.isLevelEnabled('info')) return () => undefined
  const write = lineWriter(logger)
  // Methods are those that Node's parser knows, routes are patterns.
  const [methodText, routeText] = [rememberedText('method'), rememberedText('route')]
  return ({ requestId, who, client, trace, code, refusal }, { method, route, status, seconds }) => {
    const { caller, userId, orgId } = who
    const asked = `"requestId":${JSON.stringify(requestId)}${text('traceId', trace?.id)}${methodText(method)}${routeText(route)}`
    const answered = `,"status":${status},"durationMs":${Math.round(seconds * 1e6) / 1e3}${text('code', code)}`
    const whoAsked = `${text('caller', caller)}${text('userId', userId)}${text('orgId', orgId)}${text('client', client)}`
    write([`${asked}${answered}${whoAsked}${text('refused', refusal?.reason)},"msg":"request"`])
  }
}
