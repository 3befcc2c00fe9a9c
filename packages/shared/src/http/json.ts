import { invalid } from '../errors.ts'

const MAX_DEPTH = 64
const [QUOTE, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x7b, 0x7d]
/** Of ASCII, `[` and `]` differ from `{` and `}` by this bit alone. */
const CURLY = 0x20

/** The place of the quote that ends a string, which begins behind `start`; -1 without one. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start)
  while (end !== -1 && text.charCodeAt(end - 1) === BACKSLASH) {
    let first = end - 1
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1
    // An even number of them escape each other.
    if ((end - first) % 2 === 0) break
    end = text.indexOf('"', end + 1)
  }
  return end
}

/** Whether that many arrays and objects are opened at most, so that they cannot stand deeper in each other. */
function opensAtMost(levels: number, text: string): boolean {
  let opened = 0
  for (const bracket of '{[')
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      opened += 1
      if (opened > levels) return false
    }
  return true
}

/** Whether arrays and objects stand in each other more than this many levels deep; right for every text that is JSON. */
function isDeeperThan(levels: number, text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      // Most of a text are its strings: they are passed over by a search.
      at = endOfString(text, at + 1)
      if (at === -1) return false
    } else if ((code | CURLY) === OPEN_OBJECT) {
      depth += 1
      if (depth > levels) return true
    } else if ((code | CURLY) === CLOSE_OBJECT) depth -= 1
  }
  return false
}

/**
 * The value of a JSON text. Its depth is bounded before anything walks it, as validators do by recursion.
 * @throws DomainError `invalid_request`
 */
export function parseJson(text: string): unknown {
  if (!opensAtMost(MAX_DEPTH, text) && isDeeperThan(MAX_DEPTH, text))
    throw invalid('', `is nested more than ${MAX_DEPTH} levels deep`)
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('', 'The body is not JSON')
  }
}
