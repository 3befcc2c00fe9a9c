import { encoderOf } from '@latchkey/core-api/http/encode'
import { Timestamp } from '@latchkey/core-api/http/fields'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const at = new Date('2026-02-03T04:05:06.007Z')
const text = '2026-02-03T04:05:06.007Z'

describe('the encoder of a schema', () => {
  const Way = z.discriminatedUnion('code', [
    z.object({
      code: z.literal('role'),
      via: z.union([z.object({ role: z.string() }), z.object({ override: z.string() })]),
    }),
    z.object({ code: z.literal('stay'), since: Timestamp.optional() }),
  ])

  it.each([
    ['a moment that may be null', Timestamp.nullable(), at, text],
    ['null where it may be', z.object({ inner: z.object({}) }).nullable(), null, null],
    ['a member that is absent', z.object({ at: Timestamp.optional() }), {}, {}],
    ['a member that is undefined', z.object({ at: Timestamp.optional() }), { at: undefined }, {}],
    ['a list in a list', z.array(z.array(z.object({ a: z.int() }))), [[{ a: 1, b: 2 }]], [[{ a: 1 }]]],
    ['a free object', z.record(z.string(), z.unknown()), { any: { thing: 1 } }, { any: { thing: 1 } }],
    ['one of several', z.array(Way), [{ code: 'stay', since: at, more: 1 }], [{ code: 'stay', since: text }]],
    [
      'one inside one of several',
      Way,
      { code: 'role', via: { override: 'ALLOW', more: 1 } },
      { code: 'role', via: { override: 'ALLOW' } },
    ],
    [
      'no member that is not named',
      z.object({ id: z.string(), inner: z.object({}) }),
      { id: 'a', inner: { b: 1 }, c: 1 },
      { id: 'a', inner: {} },
    ],
  ])('shows %s', (_, schema: z.ZodType, value, shown) => {
    expect(encoderOf(schema)(value)).toEqual(shown)
  })
})
