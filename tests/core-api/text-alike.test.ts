import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, many, refusalOf, tally } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, admin } = await setScene()

/** Two spellings that people read as one label. */
const ALIKE: [what: string, one: string, other: string][] = [
  ['the case of a letter', '1A', '1a'],
  ['the case of a letter with a mark', 'Änne', 'äNNE'],
  ['a letter and its mark, together or one by one', 'caf\u00e9', 'cafe\u0301'],
  ['both', 'CAFE\u0301', 'caf\u00e9'],
  ['marks in another order', 'a\u0323\u0307', 'a\u0307\u0323'],
  ['ß and SS', 'Straße', 'STRASSE'],
  ['a capital ẞ', 'STRAẞE', 'strasse'],
  ['a ligature', 'oﬃce', 'OFFICE'],
  ['a final sigma', 'ΟΔΟΣ', 'οδος'],
  ['a sigma that is not final', 'ΟΔΟς', 'οδοσ'],
  ['the Turkish dotted capital', 'İzmir', 'izmir'],
  ['the Turkish dotless small letter', 'kır', 'KIR'],
  ['the Kelvin sign', '\u212a1', 'k1'],
  ['the Ångström sign', '\u212b1', 'å1'],
  ['a long s', 'ſeven', 'Seven'],
  ['Cyrillic', 'ЖК Дом', 'жк дом'],
  ['Cherokee', 'Ꭰ1', 'ꭰ1'],
  ['letters beyond the first plane', '𐐀1', '𐐨1'],
  ['a space that does not break', 'A\u00a01', 'a 1'],
  ['several spaces', 'A   1', 'a 1'],
  ['an ideographic space', 'A\u30001', 'a 1'],
  ['a space of no width', 'A\u200b1', 'a1'],
  ['a soft hyphen', 'A\u00ad1', 'a1'],
  ['a joiner of words', 'A\u20601', 'a1'],
  ['a mark of direction', '\u200eA1', 'a1'],
  ['a selector of variants', '☎\ufe0f1', '☎1'],
  ['a tag', 'A\u{e0041}1', 'a1'],
  ['a filler behind it', 'A1\u3164', 'a1'],
]

/** Two labels that are two. */
const DIFFERENT: [one: string, other: string][] = [
  ['1', '01'],
  ['A1', 'A 1'],
  ['1-A', '1A'],
  ['Anna', 'Änna'],
  ['o', 'ø'],
  ['x²', 'x2'],
  ['½', '1/2'],
  ['東', '京'],
  ['🏠', '🏡'],
  ['A', 'А'],
]

async function units() {
  const path = inBuilding(await world.building(), '/units')
  return { path, add: (label: string) => admin.post(path, { label }) }
}

describe('a label is unique in its building, whatever', () => {
  it.each(ALIKE)('%s: %j and %j are one', async (_, one, other) => {
    const { add } = await units()
    expect((await add(one)).status).toBe(201)
    expect(answerOf(await add(other))).toEqual([409, 'unit_label_exists'])
    expect((await (await units()).add(other)).status).toBe(201)
  })

  it.each(DIFFERENT)('but %j and %j are two', async (one, other) => {
    const { add } = await units()
    expect([(await add(one)).status, (await add(other)).status]).toEqual([201, 201])
  })

  it('also when a unit gets it later; its own label in another case is no other', async () => {
    const { path, add } = await units()
    const [first, second] = [await add('1A'), await add('2A')]
    expect(answerOf(await admin.patch(`${path}/${second.str('id')}`, { label: '1a' }))).toEqual([
      ...[409, 'unit_label_exists'],
    ])
    const changed = await admin.patch(`${path}/${first.str('id')}`, { label: '1a' })
    expect([changed.status, changed.at('label')]).toEqual([200, '1a'])
  })

  it('and when the same label comes in many cases at once, one is made', async () => {
    const { add } = await units()
    const replies = await many(16, (at) => add(at % 2 === 0 ? 'penthouse' : 'PENTHOUSE'))
    expect(tally(replies)).toEqual({ 201: 1, '409 unit_label_exists': 15 })
  })
})

describe('a search', () => {
  it.each(ALIKE)('takes no notice of %s: %j is found by %j', async (_, one, other) => {
    const word = unique('word')
    const user = await world.user({ name: `${word} ${one.normalize()}` })
    const found = await admin.get(`/api/users?${new URLSearchParams({ q: `${word} ${other}` })}`)
    expect(found.items('id')).toEqual([user])
  })

  it.each([
    ['in a name', 'ΟΔΟΣ ΑΘΗΝΑΣ', 'δοσ αθ'],
    ['in an address', 'Mixed', 'MIXED.PART-'],
  ])('finds a part %s, wherever it stands', async (_, name, q) => {
    const email = `${unique('mixed.part')}@example.test`
    const user = await world.user({ name, email })
    expect((await admin.get(`/api/users?${new URLSearchParams({ q })}`)).items('id')).toContain(user)
  })

  it('never finds what begins in the name and ends in the address', async () => {
    const word = unique('end')
    await world.user({ name: `The ${word}`, email: `${word}@example.test` })
    expect((await admin.get(`/api/users?${new URLSearchParams({ q: `${word} ${word}` })}`)).items('id')).toEqual([])
  })

  it('for nothing visible is no search', async () => {
    const all = await admin.get('/api/users')
    expect((await admin.get(`/api/users?${new URLSearchParams({ q: '\u200b' })}`)).text).toBe(all.text)
  })
})

const INVISIBLE: [what: string, text: string][] = [
  ['spaces', ' \u00a0\u3000 '],
  ['a space of no width', '\u200b'],
  ['joiners', '\u200c\u200d\u2060'],
  ['a byte order mark', '\ufeff'],
  ['a soft hyphen', '\u00ad'],
  ['a Hangul filler', '\u3164'],
  ['a Hangul filler of half width', '\uffa0'],
  ['a blank of Braille', '\u2800'],
  ['selectors of variants', '\ufe0f\u{e0100}'],
  ['tags', '\u{e0041}\u{e007f}'],
  ['a mark without a letter', '\u0301'],
  ['marks of direction', '\u200e\u200f\u061c'],
]

describe('a text of nothing but', () => {
  it.each(INVISIBLE)('%s counts as empty', async (_, text) => {
    const { path, add } = await units()
    expect(refusalOf(await add(text))).toEqual([...INVALID, '/label'])
    expect(refusalOf(await admin.post('/api/org/buildings', { name: text }))).toEqual([...INVALID, '/name'])
    const made = await admin.post(path, { label: 'visible', notes: text })
    expect([made.status, made.at('notes')]).toEqual([201, ''])
  })
})

describe('a text is stored', () => {
  it('in NFC, trimmed, with the invisible characters that stand between visible ones', async () => {
    const { add } = await units()
    const made = await add('  cafe\u0301 👩\u200d🚀\u00a0')
    expect(made.at('label')).toBe('caf\u00e9 👩\u200d🚀')
    const name = '\ufeffZoe\u0308\n'
    const building = await admin.post('/api/org/buildings', { name, city: 'Mu\u0308nchen' })
    expect([building.at('name'), building.at('city')]).toEqual(['Zo\u00eb', 'M\u00fcnchen'])
  })

  it('of 50 characters when NFC makes them of 100, and not of 51', async () => {
    const { add } = await units()
    expect((await add('e\u0301'.repeat(50))).status).toBe(201)
    expect(refusalOf(await add('e\u0301'.repeat(51)))).toEqual([...INVALID, '/label'])
  })
})
