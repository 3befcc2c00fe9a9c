import type { Evaluation } from '../decision-point.ts'

const jsonOf = (value: unknown): string => (typeof value === 'number' ? `${value}` : JSON.stringify(value))

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

type Said = NonNullable<Evaluation['context']>

/** A reason, and with what stood behind it last. */
interface Written {
  readonly json: string
  behind: string
  text: string
}
const written = new WeakMap<object, Written>()

/** Reasons are given and logged again and again, many with one version: each is written once. */
function withBehind(reason: object, behind: string): string {
  let known = written.get(reason)
  if (known === undefined) {
    known = { json: `"reason":${JSON.stringify(reason)}`, behind: '', text: '' }
    written.set(reason, known)
  }
  if (known.text === '' || known.behind !== behind) {
    known.behind = behind
    known.text = [known.json, behind].join('')
  }
  return known.text
}

/** Why an evaluation says so; a decision point may leave out any of it. */
export function reasonsOf({ reason, version, policy }: Said): string {
  const behind = behindOf(version, policy)
  if (typeof reason === 'object' && reason !== null) return withBehind(reason, behind)
  return reason === undefined ? behind.slice(1) : `"reason":${JSON.stringify(reason)}${behind}`
}

/** What else a decision point says. The members of a context have names that need no escape. */
function othersOf(context: Said): string {
  let others = ''
  for (const name in context)
    if (name !== 'reason' && name !== 'version' && name !== 'policy') others += member(name, context[name])
  return others
}

/** The JSON of an evaluation. */
export function textOf({ decision, context }: Evaluation): string {
  if (context === undefined) return `{"decision":${decision}}`
  const [reasons, others] = [reasonsOf(context), othersOf(context)]
  const said = reasons === '' ? others.slice(1) : reasons + others
  // As few parts as can be: each takes as long as its copy.
  return decision ? `{"decision":true,"context":{${said}}}` : `{"decision":false,"context":{${said}}}`
}

/** The same of several, with commas between. */
export function textOfAll(items: readonly { readonly evaluation: Evaluation }[]): string {
  let texts = ''
  for (const { evaluation } of items) texts += `${texts === '' ? '' : ','}${textOf(evaluation)}`
  return texts
}
