import { randomUUID } from 'node:crypto'
import { isResourceType, type Question, SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import { isId } from '@latchkey/shared/ids'
import { type Logger, lineWriter } from '@latchkey/shared/logger'
import { isPermissionKey } from '@latchkey/shared/permissions'
import { z } from 'zod'
import type { Evaluation } from '../decision-point.ts'
import { jsonOf } from './written.ts'

/** Which decisions are logged, and how many of them: a share of 1 is all. */
export interface DecisionLogMode {
  readonly permits: boolean
  readonly share: number
}

const SHARE_BY_DEFAULT = '0.01'
const MODE = /^(all|denials|off|sampled(:(0|1|0?\.\d+))?)$/

/** `all`, `denials`, `off`, or `sampled` with a share behind a colon: one decision in a hundred when none is named. */
export const decisionLogMode = z
  .string()
  .regex(MODE, 'is not all, denials, off, sampled or sampled:0.05')
  .transform((text): DecisionLogMode => {
    if (text === 'off') return { permits: false, share: 0 }
    const [kind, share = SHARE_BY_DEFAULT] = text.split(':')
    return { permits: kind !== 'denials', share: kind === 'sampled' ? Number(share) : 1 }
  })

/** Who asked, and since when in milliseconds of `performance.now()`. */
interface LoggedRequest {
  readonly requestId: string
  readonly traceId?: string | undefined
  readonly caller: string
  readonly started: number
}

/** A question and its answer. */
export interface Decided {
  readonly question: Question
  readonly evaluation: Evaluation
}

export interface DecisionLog {
  record(request: LoggedRequest, decided: readonly Decided[]): void
}

/** Each decision is told to both. */
export const inTurn = (one: DecisionLog, other: DecisionLog): DecisionLog => ({
  record(request, decided) {
    one.record(request, decided)
    other.record(request, decided)
  },
})

export const NO_DECISION_LOG: DecisionLog = { record: () => undefined }

// What the caller sends may be anything, a mail address too: only what has the form of ours is written down. What
// stands instead is just as unknown, so that the same question asked again gets the same answer.
const idOf = (text: string): string => (isId(text) ? text : '(not an id)')

let lastSubjectId: string | undefined
/** The same of a subject: the questions of a batch are about one. */
const subjectIdOf = (text: string): string => {
  if (text !== lastSubjectId && isId(text)) lastSubjectId = text
  return text === lastSubjectId ? text : '(not an id)'
}
const known = (text: string, isKnown: boolean): string => (isKnown ? text : '(unknown)')

/** The members that a decision point may leave out. */
const optional = (name: string, value: unknown): string => (value === undefined ? '' : `,"${name}":${jsonOf(value)}`)

const LAST_DIGITS = Array.from({ length: 0x1000 }, (_, number) => number.toString(16).padStart(3, '0'))

/** A UUID, cheaper than a random one: those made one after the other differ in their last three digits alone. */
function createDecisionIds(): () => string {
  let first = ''
  let next = LAST_DIGITS.length
  return () => {
    if (next === LAST_DIGITS.length) {
      first = randomUUID().slice(0, -3)
      next = 0
    }
    return `${first}${LAST_DIGITS[next++]}`
  }
}
const decisionId = createDecisionIds()

/** What stands in the lines of all decisions of a request: in front of what each says, and behind. */
const aroundOf = ({ requestId, traceId, caller, started }: LoggedRequest): readonly [string, string] => {
  const durationMs = Math.round((performance.now() - started) * 1000) / 1000
  return [
    `","requestId":${JSON.stringify(requestId)}${optional('traceId', traceId)},"caller":${JSON.stringify(caller)},"subject":{"type":"`,
    `,"durationMs":${durationMs},"msg":"decision"`,
  ]
}

/** A list of what may stand in a line. What needs no escape has a form of ours: an id, or a word of the catalogue. */
const membersOf = ({ question, evaluation }: Decided, [before, after]: readonly [string, string]): string => {
  const { subject, action, resource } = question
  const { decision, context } = evaluation
  const who = `${known(subject.type, subject.type === SUBJECT_TYPE)}","id":"${subjectIdOf(subject.id)}"`
  const key = known(action.name, isPermissionKey(action.name))
  const what = `"type":"${known(resource.type, isResourceType(resource.type))}","id":"${idOf(resource.id)}"`
  const by = `${optional('version', context?.['version'])}${optional('policy', context?.['policy'])}`
  const why = `${optional('reason', context?.['reason'])}${by}`
  return `"decisionId":"${decisionId()}${before}${who}},"action":"${key}","resource":{${what}},"decision":${decision}${why}${after}`
}

/** One line per decision, whatever the level of other lines. `random` answers from 0 to below 1. */
export function createDecisionLog(logger: Logger, mode: DecisionLogMode, random = Math.random): DecisionLog {
  const write = lineWriter(logger)
  const isLogged = ({ decision, context }: Evaluation): boolean =>
    context?.['error'] === undefined && (mode.permits || !decision) && random() < mode.share
  return {
    record(request, decided) {
      const around = aroundOf(request)
      const lines: string[] = []
      for (const one of decided) if (isLogged(one.evaluation)) lines.push(membersOf(one, around))
      if (lines.length > 0) write(lines)
    },
  }
}
