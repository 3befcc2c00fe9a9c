import { DomainError } from '@latchkey/shared/errors'
import { parseJson } from '@latchkey/shared/http/json'
import { describe, expect, it } from 'vitest'

const MOST = 64
const nested = (levels: number, inner: string): string =>
  `${'[{"a":'.repeat(levels / 2)}${inner}${'}]'.repeat(levels / 2)}`

const faultOf = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch (error) {
    return error instanceof DomainError ? error.extras.errors : error
  }
}

/** What stands in a string counts for nothing, however it ends. */
const STRINGS = [
  '',
  '[',
  '{{{{',
  ']]]]',
  '"',
  '\\',
  '\\"',
  '\\\\"[',
  '"[{',
  '\\'.repeat(7),
  '\u2028[',
  '😀{',
  'a"b\\"c[',
]

describe('the depth of a JSON text', () => {
  it.each(STRINGS)('is that of its arrays and objects, whatever its strings hold: %j', (text) => {
    const string = JSON.stringify(text)
    const twoMore = `[${string},{${string}:${string}},${string}]`
    expect(parseJson(nested(MOST - 2, twoMore))).toEqual(JSON.parse(nested(MOST - 2, twoMore)))
    expect(faultOf(nested(MOST, twoMore))).toEqual([{ pointer: '', message: 'is nested more than 64 levels deep' }])
  })

  it('is bounded for the longest body too', () => {
    for (const levels of [MOST + 2, 500_000])
      expect(faultOf(nested(levels, '1'))).toEqual([{ pointer: '', message: 'is nested more than 64 levels deep' }])
    expect(faultOf('['.repeat(1_000_000))).toEqual([{ pointer: '', message: 'The body is not JSON' }])
  })

  it.each(['"', '"\\', '["a', '"\\"', '\\', '{"a":"\\\\\\"'])('is no matter of what is no JSON: %s', (text) => {
    expect(faultOf(text)).toEqual([{ pointer: '', message: 'The body is not JSON' }])
  })
})
