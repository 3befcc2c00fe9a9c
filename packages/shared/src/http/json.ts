import { invalid } from '../errors.ts'

const MAX_DEPTH = 64
const [QUOTE, BACKSLASH, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

/** Whether arrays and objects stand in each other more than this many levels deep; right for every text that is JSON. */
function isDeeperThan(levels: number, text: string): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) isInString = !isInString
    else if (isInString) at += code === BACKSLASH ? 1 : 0
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1
      if (depth > levels) return true
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth -= 1
  }
  return false
}

/**
 * The value of a JSON text. Its depth is bounded before anything walks it, as validators do by recursion.
 * @throws DomainError `invalid_request`
 */
export function parseJson(text: string): unknown {
  if (isDeeperThan(MAX_DEPTH, text)) throw invalid('', `is nested more than ${MAX_DEPTH} levels deep`)
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('', 'The body is not JSON')
  }
}
