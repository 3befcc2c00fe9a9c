import { hashPassword } from '@latchkey/core-api/credentials/argon2id'
import { createPasswords, temporaryPassword } from '@latchkey/core-api/credentials/passwords'
import { DomainError } from '@latchkey/shared/errors'
import { afterAll, describe, expect, it } from 'vitest'

const EMAIL = 'somebody.else@example.test'
const passwords = createPasswords(1)
afterAll(() => passwords.close())

/** What is said against a password; undefined when nothing is. */
async function faultOf(password: string, email = EMAIL): Promise<string | undefined> {
  try {
    await passwords.hashChosen('somebody', { password, email, pointer: '/password' })
    return undefined
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'weak_password') throw error
    expect(error.extras.errors).toHaveLength(1)
    expect(error.extras.errors?.[0]?.pointer).toBe('/password')
    return error.extras.errors?.[0]?.message
  }
}

const LENGTH = 'needs 12 to 128 characters'
const COMMON = 'is too common'
const WEAK: [password: string, fault: string][] = [
  ['', LENGTH],
  ['k7#Vq2!mZx9', LENGTH],
  [`k7#Vq2!mZx9r${'x'.repeat(117)}`, LENGTH],
  ['🦊🐙🌵🍄🪁🧊🎻🚲🪐🧭🛶', LENGTH],
  ['password1234', COMMON],
  ['Password1234', COMMON],
  ['P@ssw0rd1234', COMMON],
  ['passwordpassword', COMMON],
  ['qwertyuiop12', COMMON],
  ['1q2w3e4r5t6y', COMMON],
  ['123456789012', COMMON],
  ['abcdefghijkl', COMMON],
  ['aaaaaaaaaaaa', COMMON],
  ['000000000000000000', COMMON],
  ['abcabcabcabc', COMMON],
  ['            ', COMMON],
  [EMAIL, 'must not be the email'],
  [EMAIL.toUpperCase(), 'must not be the email'],
  [` ${EMAIL} `, 'must not be the email'],
]

describe('a password', () => {
  it.each(WEAK)('%j is weak: %s', async (password, fault) => {
    expect(await faultOf(password)).toBe(fault)
  })

  it.each([
    'k7#Vq2!mZx9r',
    'mild-otter-counts-lanterns',
    'ein guter satz ohne ziffer',
    '🦊🐙🌵🍄🪁🧊🎻🚲🪐🧭🛶🏔',
    'Пароль из слов',
  ])('%j is strong enough', async (password) => {
    expect(await faultOf(password)).toBeUndefined()
  })

  it('that is the email of somebody else is no fault', async () => {
    expect(await faultOf(EMAIL, 'me@example.test')).toBeUndefined()
  })

  it('is judged while other work goes on', async () => {
    let turns = 0
    const count = () => {
      turns += 1
      again = setImmediate(count)
    }
    let again = setImmediate(count)
    await faultOf('1'.repeat(128))
    clearImmediate(again)
    expect(turns).toBeGreaterThan(10)
  })
})

describe('a temporary password', () => {
  const made = Array.from({ length: 200 }, temporaryPassword)

  it('is easily read aloud, and never twice the same', () => {
    for (const password of made) expect(password).toMatch(/^[A-HJ-NP-Za-km-z2-9]{20}$/)
    expect(new Set(made).size).toBe(made.length)
  })

  // A few of them: the estimate of guesses is the slow part.
  it('is strong', async () => {
    expect(await Promise.all(made.slice(0, 5).map((password) => faultOf(password)))).toEqual(Array(5).fill(undefined))
  })
})

describe('a hash', () => {
  const [hash, another] = [hashPassword('a password'), hashPassword('a password')]

  it('is Argon2id, at no less than the least that is advised, and salted', async () => {
    const made = [hash, await passwords.hashMade('somebody', 'a password')]
    for (const one of made) expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(hash).not.toBe(another)
  })

  it.each([
    ['a password', true],
    ['a Password', false],
    ['a password ', false],
    ['a passwor', false],
    ['', false],
    ['a password\u0000', false],
  ])('of "a password" verifies %j: %s', async (password, isRight) => {
    expect(await passwords.verify('somebody', hash, password)).toBe(isRight)
  })

  it.each(['', 'a password', 'null'])('that is missing does not verify %j', async (password) => {
    expect(await passwords.verify('somebody', null, password)).toBe(false)
  })

  it('does not verify what is longer than a password can be, whatever was hashed', async () => {
    const long = 'x'.repeat(129)
    expect(await passwords.verify('somebody', hashPassword(long), long)).toBe(false)
  })
})
