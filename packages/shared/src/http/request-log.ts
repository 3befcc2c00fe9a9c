import { member, millisecondsOf, rememberedMember } from '../log-members.ts'
import { type Logger, lineWriter } from '../logger.ts'
import type { RequestScope } from './scope.ts'

/** How a request went, beside what its scope knows. */
export interface Outcome {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** One line for each request. It is a list of what may stand there: no header, no body, no path with its ids. */
export function createRequestLog(logger: Logger): (scope: RequestScope, outcome: Outcome) => void {
  if (!logger.isLevelEnabled('info')) return () => undefined
  const { begin, write } = lineWriter(logger)
  // Methods are those that Node's parser knows, routes are patterns.
  const [methodText, routeText] = [rememberedMember('method'), rememberedMember('route')]
  const callerText = rememberedMember('caller')
  return ({ requestId, who, client, trace, code, refusal }, { method, route, status, seconds }) => {
    const { caller, userId, orgId } = who
    const asked = `${begin()}"requestId":${JSON.stringify(requestId)}${member('traceId', trace?.id)}${methodText(method)}${routeText(route)}`
    const answered = `,"status":${status},"durationMs":${millisecondsOf(seconds)}${member('code', code)}`
    const whoAsked = `${caller === undefined ? '' : callerText(caller)}${member('userId', userId)}${member('orgId', orgId)}${member('client', client)}`
    write(`${asked}${answered}${whoAsked}${member('refused', refusal?.reason)},"msg":"request"}\n`)
  }
}
