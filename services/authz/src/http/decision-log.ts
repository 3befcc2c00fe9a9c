import { randomUUID } from 'node:crypto'
import { isResourceType, type Question, RESOURCE_TYPES, SUBJECT_TYPE } from '@latchkey/shared/authz/contract'
import { isId } from '@latchkey/shared/ids'
import { member, millisecondsOf, rememberedMember } from '@latchkey/shared/log-members'
import { type Logger, lineWriter } from '@latchkey/shared/logger'
import { isPermissionKey, PERMISSION_KEYS } from '@latchkey/shared/permissions'
import { z } from 'zod'
import type { Evaluation } from '../decision-point.ts'
import { reasonsOf } from './written.ts'

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

/** Who asked, and how many seconds it took. */
interface LoggedRequest {
  readonly requestId: string
  readonly traceId?: string | undefined
  readonly caller: string
  readonly seconds: number
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
const known = (text: string, isKnown: boolean): string => (isKnown ? text : '(unknown)')

/** For a text that stands in many lines: one string in memory is copied faster than a chain of its parts. */
const joined = (...parts: readonly string[]): string => parts.join('')

const textOfAsked = (key: string, type: string): string =>
  joined('","action":"', key, '","resource":{"type":"', type, '","id":"')
/** What is asked, by key and type of resource. */
const ASKED: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  PERMISSION_KEYS.map((key) => [key, new Map(RESOURCE_TYPES.map((type) => [type, textOfAsked(key, type)]))]),
)
const askedOf = ({ action: { name }, resource: { type } }: Question): string =>
  ASKED.get(name)?.get(type) ?? textOfAsked(known(name, isPermissionKey(name)), known(type, isResourceType(type)))

/** The subject of a question, written again only when it is another: those of a batch are about one. */
function createSubjectOf(): (question: Question) => string {
  let [lastType, lastId, written] = ['', '', '']
  return ({ subject: { type, id } }) => {
    if (written === '' || id !== lastId || type !== lastType) {
      ;[lastType, lastId] = [type, id]
      written = `,"subject":{"type":"${known(type, type === SUBJECT_TYPE)}","id":"${idOf(id)}"}`
    }
    return written
  }
}

const LAST_DIGITS = Array.from({ length: 0x1000 }, (_, number) => number.toString(16).padStart(3, '0'))

/** UUIDs, cheaper than random ones: those made one after the other differ in their last three digits alone. */
function createDecisionIds() {
  let first = ''
  let next = LAST_DIGITS.length
  return {
    /** What the next ones begin with, so many of them, at most 4,096: a batch has fewer. */
    begin(count: number): string {
      if (next + count > LAST_DIGITS.length) {
        first = randomUUID().slice(0, -3)
        next = 0
      }
      return first
    },
    /** The last digits of the next one. */
    end: () => LAST_DIGITS[next++] ?? '',
  }
}

/** What the lines of all decisions of a request begin with. */
function createBeginOf(begin: () => string): (request: LoggedRequest) => string {
  const callerOf = rememberedMember('caller')
  return ({ requestId, traceId, caller, seconds }) => {
    const request = `"requestId":${JSON.stringify(requestId)}${member('traceId', traceId)}${callerOf(caller)}`
    return `${begin()}${request},"durationMs":${millisecondsOf(seconds)}`
  }
}

/** The end of a line, from the id of the resource on: what the decision point says. */
function endOf({ decision, context = {} }: Evaluation): string {
  const reasons = reasonsOf(context)
  const decided = decision ? '"},"decision":true' : '"},"decision":false'
  return reasons === '' ? `${decided},"msg":"decision"}\n` : `${decided},${reasons},"msg":"decision"}\n`
}

/** One line per decision, whatever the level of other lines. `random` answers from 0 to below 1. */
export function createDecisionLog(logger: Logger, mode: DecisionLogMode, random = Math.random): DecisionLog {
  const { begin, write } = lineWriter(logger)
  const [beginOf, ids, subjectOf] = [createBeginOf(begin), createDecisionIds(), createSubjectOf()]
  const isLogged = ({ evaluation: { decision, context } }: Decided): boolean =>
    context?.['error'] === undefined && (mode.permits || !decision) && (mode.share === 1 || random() < mode.share)
  return {
    record(request, decided) {
      const logged = decided.filter(isLogged)
      if (logged.length === 0) return
      const [first, id] = [beginOf(request), ids.begin(logged.length)]
      let [lines, head, subject] = ['', '', '']
      // A list of what may stand in a line: ids, words of the catalogue, and what the decision point says.
      for (const { question, evaluation } of logged) {
        const its = subjectOf(question)
        if (its !== subject) {
          subject = its
          head = logged.length === 1 ? `${first}${its},"decisionId":"${id}` : joined(first, its, ',"decisionId":"', id)
        }
        lines += `${head}${ids.end()}${askedOf(question)}${idOf(question.resource.id)}${endOf(evaluation)}`
      }
      write(lines)
    },
  }
}
