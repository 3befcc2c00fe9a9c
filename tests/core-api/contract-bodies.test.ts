import { describe, expect, it } from 'vitest'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { inBuilding, setScene } from '../support/scene.ts'
import { everythingOf } from '../support/stored.ts'

const { db, world, admin } = await setScene()

const LIMIT = 256 * 1024
const JSON_TYPE = { 'content-type': 'application/json' }
const user = await world.user()
const target = `/api/users/${user}`
const nameOf = async () => (await admin.get(target)).at('name')
const patch = (body: BodyInit, headers: Record<string, string> = JSON_TYPE, more: object = {}) =>
  admin.raw(target, { method: 'PATCH', body, headers, ...more })
const end = async (body: BodyInit | null, headers: Record<string, string> = JSON_TYPE) => {
  const building = await world.building()
  const occupancy = await world.occupy(await world.user(), building)
  return admin.raw(`/api/org/buildings/${building}/occupancies/${occupancy}/end`, { method: 'POST', body, headers })
}

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`
const BROKEN: [what: string, body: BodyInit][] = [
  ['half an object', '{"name":'],
  ['an object that never ends', '{"name":"x"'],
  ['a comma too many', '{"name":"x",}'],
  ['single quotes', `{'name':'x'}`],
  ['a comment', '{"name":"x"} // x'],
  ['two documents', '{"name":"x"}{"name":"y"}'],
  ['words', 'nonsense'],
  ['a number that is none', '{"name":NaN}'],
  ['a form', 'name=x'],
  ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ['a NUL', '\u0000'],
  ['a raw control character in a text', '{"name":"a\u0001b"}'],
]
const NO_OBJECT: [what: string, body: string][] = [
  ['an array', '[]'],
  ['an array of a good body', '[{"name":"x"}]'],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"x"'],
  ['true', 'true'],
  ['an array in an array, ten thousand times', nested('[', ']', 10_000)],
  ['an array in an array, to the limit', nested('[', ']', LIMIT / 2 - 1)],
  ['nested in one member, ten thousand deep', `{"name":${nested('{"a":', '}', 10_000)}}`],
]
const DEEP: [what: string, body: string][] = [
  ['objects, sixty deep', `{"name":${nested('{"a":', '}', 60)}}`],
  ['arrays, sixty deep', `{"name":${nested('[', ']', 60)}}`],
  ['a list of a hundred thousand numbers', `{"name":[${'1,'.repeat(100_000)}1]}`],
]

describe('a body', () => {
  it('that is good is taken', async () => {
    expect((await patch('{"name":"Good"}')).at('name')).toBe('Good')
    expect((await end('{}')).status).toBe(200)
  })

  it.each(BROKEN)('of %s is 400, and says what is wrong', async (_, body) => {
    for (const refused of [await patch(body), await end(body)]) {
      expect(answerOf(refused)).toEqual(INVALID)
      expect(refused.str('detail')).not.toBe('')
    }
  })

  it.each(NO_OBJECT)('that is %s is 400, and pointed at as a whole', async (_, body) => {
    for (const refused of [await patch(body), await end(body)]) {
      expect(refusalOf(refused)).toEqual([...INVALID, ''])
    }
  })

  it.each(DEEP)('with %s is 400, and pointed at where it begins', async (_, body) => {
    const refused = await patch(body)
    expect(refusalOf(refused)).toEqual([...INVALID, '/name'])
  })

  it('that is missing is 400 where one is needed, and counts as empty where it may be', async () => {
    for (const headers of [{}, JSON_TYPE]) {
      const refused = await admin.raw('/api/users', { method: 'POST', headers })
      expect(answerOf(refused)).toEqual(INVALID)
      const ended = await end(null, headers)
      expect([ended.status, ended.at('status')]).toEqual([200, 'ENDED'])
    }
  })

  it('that is missing is 400 where every member may be left out, and nothing is written down', async () => {
    const building = await world.building()
    const unit = await world.unit(building)
    const before = await everythingOf(db, world.orgId)
    for (const path of [target, inBuilding(building), inBuilding(building, `/units/${unit}`)]) {
      for (const init of [
        {},
        { headers: JSON_TYPE },
        { headers: { 'content-length': '0' } },
        { body: ' ', headers: JSON_TYPE },
      ]) {
        const refused = await admin.raw(path, { method: 'PATCH', ...init })
        expect(answerOf(refused)).toEqual(INVALID)
      }
      expect((await admin.patch(path, {})).status).toBe(200)
    }
    expect(await everythingOf(db, world.orgId)).toEqual(before)
  })

  it('that is refused changes nothing', async () => {
    await patch('{"name":"As it was"}')
    for (const [, body] of [...BROKEN, ...NO_OBJECT, ...DEEP]) await patch(body)
    expect(await nameOf()).toBe('As it was')
  })
})

const padded = (bytes: number) => {
  const body = '{"name":"Long"}'
  return body + ' '.repeat(bytes - body.length)
}
/** Without a length in the header, as a body that is sent piece by piece. */
const inPieces = (text: string): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const bytes = new TextEncoder().encode(text)
  const pieces = [bytes.slice(0, 1_000), bytes.slice(1_000)]
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
  })
}
const SENT: [how: string, (body: string) => ReturnType<typeof patch>][] = [
  ['with its length', (body) => patch(body, { ...JSON_TYPE, 'content-length': String(body.length) })],
  [
    'piece by piece',
    (body) => patch(inPieces(body), { ...JSON_TYPE, 'transfer-encoding': 'chunked' }, { duplex: 'half' }),
  ],
]

describe.each(SENT)('a body %s', (_, send) => {
  it('may have 256 KiB, and not one byte more', async () => {
    expect((await send(padded(LIMIT))).at('name')).toBe('Long')
    const refused = await send(padded(LIMIT + 1))
    expect(answerOf(refused)).toEqual([413, 'payload_too_large'])
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
  })
})

describe('a content type', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'APPLICATION/JSON',
    'application/merge-patch+json',
  ])('%s is taken', async (type) => {
    await patch('{"name":"Before"}')
    const reply = await patch('{"name":"After"}', { 'content-type': type })
    expect([reply.status, reply.at('name')]).toEqual([200, 'After'])
  })

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'application/xml',
    'json',
  ])('%s is 415, whatever the body', async (type) => {
    for (const body of ['{"name":"Never"}', 'name=Never', '']) {
      const refused = await patch(body, { 'content-type': type })
      expect(answerOf(refused)).toEqual([415, 'unsupported_media_type'])
    }
    expect((await end('{}', { 'content-type': type })).status).toBe(415)
    expect(await nameOf()).not.toBe('Never')
  })

  it.each([
    'application/json ; charset=utf-8',
    'application/vnd.x2+json',
    'application/json;',
    'application/json; charset',
  ])('%s is taken or 415, and the body never ignored', async (type) => {
    await patch('{"name":"Before"}')
    const reply = await patch('{"name":"After"}', { 'content-type': type })
    expect([reply.status, await nameOf()]).toBeOneOf([
      [200, 'After'],
      [415, 'Before'],
    ])
  })

  it('that is missing is 415 when there is a body', async () => {
    const body = new TextEncoder().encode('{"name":"Never"}')
    const refused = await patch(body, { 'content-length': String(body.length) })
    expect(answerOf(refused)).toEqual([415, 'unsupported_media_type'])
  })
})
