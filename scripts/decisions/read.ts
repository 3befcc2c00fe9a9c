import { DenialReason, PermitReason } from '@latchkey/shared/authz/contract'
import { z } from 'zod'

const entity = z.object({ type: z.string(), id: z.string() })

/** A line of the decision log of authz. */
const LoggedDecision = z.object({
  msg: z.literal('decision'),
  decisionId: z.string(),
  subject: entity,
  action: z.string(),
  resource: entity,
  decision: z.boolean(),
  reason: z.union([PermitReason, DenialReason]),
})
export type LoggedDecision = z.output<typeof LoggedDecision>

const OtherLine = z.object({ msg: z.string().refine((msg) => msg !== 'decision') })

const readLine = (line: string): LoggedDecision | undefined | string => {
  try {
    const value: unknown = JSON.parse(line)
    if (OtherLine.safeParse(value).success) return undefined
    const parsed = LoggedDecision.safeParse(value)
    return parsed.success ? parsed.data : z.prettifyError(parsed.error).replaceAll('\n', ' ')
  } catch {
    return 'is not JSON'
  }
}

export interface ReadLog {
  readonly decisions: readonly LoggedDecision[]
  /** What is wrong with lines that are neither a decision nor another line of the log. */
  readonly faults: readonly string[]
}

/** The decisions among the lines of a log of authz. */
export function readLog(text: string): ReadLog {
  const lines = text.split('\n').map((line, at) => ({ read: line.trim() === '' ? undefined : readLine(line), at }))
  return {
    decisions: lines.flatMap(({ read }) => (typeof read === 'object' ? [read] : [])),
    faults: lines.flatMap(({ read, at }) => (typeof read === 'string' ? [`line ${at + 1}: ${read}`] : [])),
  }
}
