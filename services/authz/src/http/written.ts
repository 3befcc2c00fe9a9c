import type { Evaluation } from '../decision-point.ts'

const written = new WeakMap<object, string>()

/** The JSON of a part of an evaluation. Reasons are given and logged again and again: each is written once. */
function jsonOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let text = written.get(value)
  if (text === undefined) {
    text = JSON.stringify(value)
    written.set(value, text)
  }
  return text
}

let [lastVersion, lastPolicy, lastBehind]: [unknown, unknown, string] = [undefined, undefined, '']

const member = (name: string, value: unknown): string => (value === undefined ? '' : `,"${name}":${jsonOf(value)}`)

/** By what a decision was made, which is the same for all of a batch. */
function behindOf(version: unknown, policy: unknown): string {
  if (version !== lastVersion || policy !== lastPolicy) {
    ;[lastVersion, lastPolicy] = [version, policy]
    // Joined, it is one string in memory, which is copied faster than a chain of its parts.
    lastBehind = [member('version', version), member('policy', policy)].join('')
  }
  return lastBehind
}

/** Why an evaluation says so; a decision point may leave out any of it. */
export function reasonsOf({ context = {} }: Evaluation): string {
  const { reason, version, policy } = context
  const behind = behindOf(version, policy)
  return reason === undefined ? behind.slice(1) : `"reason":${jsonOf(reason)}${behind}`
}

/** What else a decision point says. The members of a context have names that need no escape. */
function othersOf(context: NonNullable<Evaluation['context']>): string {
  let others = ''
  for (const name in context)
    if (name !== 'reason' && name !== 'version' && name !== 'policy') others += member(name, context[name])
  return others
}

/** The JSON of an evaluation. */
export function textOf(evaluation: Evaluation): string {
  const { decision, context } = evaluation
  if (context === undefined) return `{"decision":${decision}}`
  const [reasons, others] = [reasonsOf(evaluation), othersOf(context)]
  return `{"decision":${decision},"context":{${reasons === '' ? others.slice(1) : reasons + others}}}`
}

/** The same of several, with commas between. */
export function textOfAll(items: readonly { readonly evaluation: Evaluation }[]): string {
  let texts = ''
  for (const { evaluation } of items) texts += `${texts === '' ? '' : ','}${textOf(evaluation)}`
  return texts
}
