import { createHash } from 'node:crypto'

const names = new Map<string, string>()

/** A named statement is parsed and planned once per connection. Values are bound, so the set of texts is bounded. */
export function statementName(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('md5').update(text).digest('hex')
  names.set(text, name)
  return name
}
