import { invalid } from '../errors.ts'

const MAX_DEPTH = 64

/** Whether arrays and objects stand in each other more than this many levels deep; looks no deeper itself. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeperThan(levels - 1, item)) return true
    return false
  }
  // A list of its values would have to be made for each object.
  // safe because an object of JSON has what its keys name
  for (const key in value) if (isDeeperThan(levels - 1, (value as Record<string, unknown>)[key])) return true
  return false
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('', 'The body is not JSON')
  }
}

/**
 * The value of a JSON text. Its depth is bounded before anything walks it, as validators do by recursion; V8 parses without
 * recursion.
 * @throws DomainError `invalid_request`
 */
export function parseJson(text: string): unknown {
  const value = parse(text)
  if (isDeeperThan(MAX_DEPTH, value)) throw invalid('', `is nested more than ${MAX_DEPTH} levels deep`)
  return value
}
