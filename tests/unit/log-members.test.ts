import { member, millisecondsOf, rememberedMember } from '@latchkey/shared/log-members'
import { expect, it } from 'vitest'

it.each([
  [0, '0.000'],
  [0.000_000_4, '0.000'],
  [0.000_04, '0.040'],
  [0.000_999_6, '1.000'],
  [0.056_412, '56.412'],
  [12.345_678, '12345.678'],
])('%d s are %s ms in a line, to the microsecond', (seconds, text) => {
  expect(millisecondsOf(seconds)).toBe(text)
  expect(JSON.parse(text)).toBe(Math.round(seconds * 1e6) / 1_000)
})

it('a member is JSON whatever its value, the second time too, and nothing without one', () => {
  const remembered = rememberedMember('caller')
  for (const value of ['core-api', 'a "name"\n', 'ü', '', 'core-api']) {
    const written = [member('caller', value), remembered(value)]
    for (const text of written) expect(JSON.parse(`{"first":1${text}}`)).toEqual({ first: 1, caller: value })
  }
  expect(member('caller', undefined)).toBe('')
})
