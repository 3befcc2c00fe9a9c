import type { Evaluation } from '../decision-point.ts'

const written = new WeakMap<object, string>()

let lastString = ''
let lastWritten = '""'

/** The one string in an evaluation names the policy: it is the same again and again. */
function jsonOfString(value: string): string {
  if (value !== lastString) {
    lastString = value
    lastWritten = JSON.stringify(value)
  }
  return lastWritten
}

/** The JSON of a part of an evaluation. Reasons are given and logged again and again: each is written once. */
export function jsonOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  if (typeof value === 'string') return jsonOfString(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let text = written.get(value)
  if (text === undefined) {
    text = JSON.stringify(value)
    written.set(value, text)
  }
  return text
}

/** The JSON of an evaluation. The members of its context have names that need no escape. */
export function textOf({ decision, context }: Evaluation): string {
  if (context === undefined) return `{"decision":${decision}}`
  let members = ''
  for (const name of Object.keys(context)) {
    const value = context[name]
    if (value !== undefined) members += `${members === '' ? '' : ','}"${name}":${jsonOf(value)}`
  }
  return `{"decision":${decision},"context":{${members}}}`
}

/** The same of several, with commas between. */
export function textOfAll(items: readonly { readonly evaluation: Evaluation }[]): string {
  let texts = ''
  for (const { evaluation } of items) texts += `${texts === '' ? '' : ','}${textOf(evaluation)}`
  return texts
}
