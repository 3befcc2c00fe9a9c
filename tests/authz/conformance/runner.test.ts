import { describe, expect, it } from 'vitest'
import { CASES } from './cases.ts'
import { run } from './runner.ts'

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status })
const everything = {
  decision: true,
  evaluations: [{ decision: true }],
  results: [{ type: 'user', id: 'alice' }],
  page: { next_token: '' },
}

/** Those who do not listen to what is asked, and how many cases each may pass at most by luck. */
const STAND_INS: [name: string, answer: () => Response, luck: number][] = [
  ['an error', json({ decision: true }, 500), 0],
  ['nothing', () => new Response(null, { status: 200 }), 0],
  ['an empty object', json({}), 0],
  ['a permit', json({ decision: true }), 13],
  ['a denial', json({ decision: false }), 3],
  ['a permit in quotes', json({ decision: 'true' }), 0],
  ['a permit as a web page', () => new Response('{"decision":true}', { headers: { 'content-type': 'text/html' } }), 0],
  ['a refusal of the request', json({ code: 'invalid_request' }, 400), 61],
  ['a refusal that permits', json({ decision: true }, 400), 0],
  ['a refusal of the caller', json({}, 401), 0],
  ['everything at once', json(everything), 13],
  ['all subjects, on pages without end', json({ results: [], page: { next_token: 'more' } }), 2],
]

describe('the runner of the cases fails a decision point that answers with', () => {
  it.each(STAND_INS)('%s', async (_, answer, luck) => {
    const stranger = { send: async () => answer(), key: 'any' }
    const faults = await Promise.all(CASES.map((asked) => run(asked, stranger)))
    const passed = CASES.filter((__, at) => faults[at] === undefined)
    expect(passed.length).toBeLessThanOrEqual(luck)
    expect(passed.length).toBeLessThan(CASES.length / 2)
  })
})
