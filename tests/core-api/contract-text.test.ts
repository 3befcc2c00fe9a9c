import { describe, expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { createExamples, type MakeExample, sendExample } from '../support/examples.ts'
import { leavesOf, type Path, pointerTo, withValue } from '../support/json.ts'

const api = await testCoreApi()
const examples = await createExamples(api, ownerPool())

const TEXTS: [route: string, member: string, make: MakeExample, path: Path][] = []
for (const [route, make] of Object.entries(examples)) {
  for (const [path, value] of leavesOf((await make()).body)) {
    if (typeof value === 'string') TEXTS.push([route, pointerTo(path), make, path])
  }
}

const sendWith = async (route: string, make: MakeExample, path: Path, value: unknown) => {
  const example = await make()
  return sendExample(route, { ...example, body: Object(withValue(example.body, path, value)) })
}

/** What PostgreSQL cannot store, and control characters. */
const FORBIDDEN_TEXT = {
  'a NUL': 'a\u0000b',
  'a NUL alone': '\u0000',
  'the first half of a pair': 'a\ud800b',
  'the second half of a pair': 'a\udc00b',
  'halves in the wrong order': '\udc00\ud800',
  'a bell': 'a\u0007b',
  'an escape': '\u001b[31m',
  'a delete': 'a\u007fb',
  'a control character of Latin-1': 'a\u0085b',
  'an override from right to left': 'a\u202eb',
  'an embedding': '\u202aab\u202c',
  'an isolate': '\u2066ab\u2069',
  'the end of an isolate': 'ab\u2069',
}

const UNUSUAL = {
  ...FORBIDDEN_TEXT,
  'a line break': 'a\nb',
  nothing: '',
  'a space': ' ',
  'an apostrophe': `'; DROP TABLE users; --`,
  'a pattern': '%_\\',
  'a format': '%s %d {0} {{x}}',
  'a text from right to left': '\u200fabc',
  'a byte order mark': '\ufeffabc',
  'a text of 5000 characters': 'x'.repeat(5_000),
  'a text of 100000 spaces': ' '.repeat(100_000),
  'a name of every object': '__proto__',
}

describe.each(TEXTS)('%s: text at %s', (route, pointer, make, path) => {
  it('is never answered with a 500, however unusual', async () => {
    for (const [what, text] of Object.entries(UNUSUAL)) {
      const reply = await sendWith(route, make, path, text)
      expect([what, reply.status]).toEqual([what, expect.toSatisfy((status: number) => status < 500)])
      if (reply.status >= 400)
        expect([what, reply.code, reply.at('status')]).toEqual([what, expect.any(String), reply.status])
    }
  })

  it('is refused, and pointed at, when it has 5000 characters', async () => {
    const refused = await sendWith(route, make, path, 'x'.repeat(5_000))
    expect([refused.status, refused.at('errors.0.pointer')]).toEqual([400, pointer])
  })
})

// A password is hashed, neither stored nor shown: any text will do.
const shown = TEXTS.filter(([, member]) => !/password/i.test(member))

describe.each(shown)(
  '%s: a text that cannot be stored, or has control characters, at %s',
  (route, pointer, make, path) => {
    const breaks = path.at(-1) === 'notes' ? {} : { 'a line break': 'a\nb' }

    it.each(Object.entries({ ...FORBIDDEN_TEXT, ...breaks }))('is refused, and pointed at: %s', async (_, text) => {
      const refused = await sendWith(route, make, path, text)
      expect([refused.status, refused.at('errors.0.pointer')]).toEqual([400, pointer])
    })
  },
)

const emailOf = (length: number) => `${'a'.repeat(length - '@example.test'.length)}@example.test`
const word = (length: number) => 'x'.repeat(length)
type Limit = [what: string, route: string, member: string, max: number, make: (length: number) => string]
const LIMITS: Limit[] = [
  ['the name of an org', 'POST /platform/orgs', 'name', 200, word],
  ['a slug', 'POST /platform/orgs', 'slug', 63, word],
  ['the name of a user', 'POST /users', 'name', 200, word],
  ['a changed name of a user', 'PATCH /users/{userId}', 'name', 200, word],
  ['an email', 'POST /users', 'email', 254, emailOf],
  [
    'a password',
    'POST /users',
    'password',
    128,
    (length) => 'k7#Vq2!mZx9r'.repeat(11).slice(0, length).padEnd(length, 'w'),
  ],
  ...['POST /org/buildings', 'PATCH /org/buildings/{buildingId}'].flatMap((route): Limit[] => [
    ['the name of a building', route, 'name', 200, word],
    ['an address', route, 'address', 500, word],
    ['a city', route, 'city', 200, word],
    ['a country', route, 'country', 200, word],
  ]),
  ...['POST', 'PATCH'].flatMap((method): Limit[] => {
    const route = `${method} /org/buildings/{buildingId}/units${method === 'POST' ? '' : '/{unitId}'}`
    return [
      ['a label', route, 'label', 50, word],
      ['notes', route, 'notes', 2_000, word],
    ]
  }),
]

describe('the longest text:', () => {
  it.each(LIMITS)('%s at %s is taken, and one character more is not', async (_, route, member, max, text) => {
    const make = examples[route]
    if (make === undefined) throw new Error(`no example of ${route}`)
    const longest = await sendWith(route, make, [member], text(max))
    expect([longest.status, longest.text.slice(0, 200)]).toEqual([expect.toBeOneOf([200, 201]), expect.any(String)])
    const refused = await sendWith(route, make, [member], text(max + 1))
    expect([refused.status, refused.at('errors.0.pointer')]).toEqual([400, `/${member}`])
  })
})

describe('a text', () => {
  const route = 'POST /org/buildings/{buildingId}/units'
  const make = examples[route] ?? Promise.reject

  it.each([
    ['trimmed', '  A 1  ', 'A 1'],
    ['stored in any script', 'Ünït 東京 🏠 עברית', 'Ünït 東京 🏠 עברית'],
    ['stored with its marks composed', 'e\u0301', '\u00e9'],
    ['not read as a number', '007', '007'],
    ['not read as HTML', '<b>&amp;</b>', '<b>&amp;</b>'],
  ])('is %s', async (_, sent, stored) => {
    const made = await sendWith(route, make, ['label'], sent)
    expect([made.status, made.at('label')]).toEqual([201, stored])
  })

  it('of several lines keeps its line breaks', async () => {
    const notes = 'first\n\tsecond\r\nthird'
    expect((await sendWith(route, make, ['notes'], notes)).at('notes')).toBe(notes)
  })
})
