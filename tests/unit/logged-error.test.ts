import { createLogger } from '@latchkey/shared/logger'
import pg from 'pg'
import { describe, expect, it } from 'vitest'

const ADDRESS = 'jane.o@mail.example.org'
/** What the log says of an error, whole. */
const lineOf = (err: unknown): string => {
  let line = ''
  createLogger('test', 'info', { write: (text) => (line = text) }).error({ err }, 'failed')
  return line
}
const errorOf = (err: unknown) => Object(JSON.parse(lineOf(err))).err

describe('an error in the log', () => {
  it('has its type, message, stack and codes', () => {
    const error = Object.assign(new TypeError('it broke'), { code: 'EBROKE', responseCode: 550 })
    const shown = { type: 'TypeError', message: 'it broke', code: 'EBROKE', responseCode: 550 }
    expect(errorOf(error)).toEqual({ ...shown, stack: expect.stringContaining('logged-error.test.ts') })
  })

  it('has its causes', () => {
    const cause = new Error('no room', { cause: { kind: 'postgres', originalCode: '53100', detail: 'a row' } })
    expect(errorOf(new Error('failed', { cause }))).toMatchObject({
      message: 'failed',
      cause: { message: 'no room', cause: { kind: 'postgres', originalCode: '53100' } },
    })
  })

  it('of a mail server names no recipient', () => {
    const rejected = { rejected: [ADDRESS], rejectedErrors: [new Error(ADDRESS)], response: `550 <${ADDRESS}> unknown` }
    const error = Object.assign(new Error(`all recipients were rejected: 550 <${ADDRESS}> unknown`), rejected)
    expect(lineOf(error)).not.toContain('jane')
    expect(errorOf(error).message).toBe('all recipients were rejected: 550 <(address)> unknown')
    expect(errorOf(error)).not.toHaveProperty('rejected')
  })

  it('of the database holds no row', () => {
    const error = new pg.DatabaseError('new row violates check constraint "x"', 1, 'error')
    Object.assign(error, { code: '23514', detail: `Failing row contains (1, ${ADDRESS}, $argon2id$v=19$hash).` })
    for (const told of [
      error,
      new Error('failed', { cause: error }),
      Object.assign(new Error('P'), { meta: { error } }),
    ])
      expect(lineOf(told)).not.toMatch(/argon2id|jane|Failing row/)
    expect(errorOf(error)).toMatchObject({ code: '23514', message: 'new row violates check constraint "x"' })
  })

  it('that is none is told by what it says', () => {
    expect(errorOf(`no mail to ${ADDRESS}`)).toEqual({ type: 'string', message: 'no mail to (address)' })
  })

  it('keeps the places in its stack, which have an @ too', () => {
    const error = new Error('broke')
    error.stack = `Error: broke\n at pg@8.23.1/node_modules/pg/client.js:1\n at @hono+node-server@2.1.8_hono@4.13.19/x.js`
    expect(errorOf(error).stack).toBe(error.stack)
  })
})
