import { describe, expect, it } from 'vitest'
import { account, PASSWORD } from '../support/accounts.ts'
import { answerOf, INVALID, refusalOf } from '../support/answers.ts'
import { provision } from '../support/provision.ts'
import { setScene } from '../support/scene.ts'
import { unique } from '../support/world.ts'

const { world, api, admin } = await setScene()

const create = (email: string) => admin.post('/api/users', { email, name: 'Somebody', sendInvite: true })
const label = (length: number) => 'd'.repeat(length)
const word = unique('w')

/** Addresses as HTML's `type=email` takes them, and how they are stored. */
const TAKEN: [email: string, stored?: string][] = [
  [`o'brien+tag-${word}@example.test`],
  [`${word}@localhost`],
  [`${word}@b`],
  [`${word}.!#$%&'*+/=?^_\`{|}~-@example.test`],
  [`.${word}@example.test`],
  [`${word}.@example.test`],
  [`${word}..two@example.test`],
  [`-${word}@example.test`],
  [`${word}@1.2.3.4`],
  [`${word}@xn--bcher-kva.example`],
  [`${word}@${label(63)}.test`],
  [`${word}@example.c`],
  [`${word}@example.museum-2`],
  [`UPPER.${word}@EXAMPLE.TEST`, `upper.${word}@example.test`],
  [`  spaces.${word}@example.test\n`, `spaces.${word}@example.test`],
]

/** What HTML's `type=email` does not take. */
const REFUSED: [why: string, email: string][] = [
  ['the Kelvin sign, which lower case would make a k', 'mi\u212ae@example.test'],
  ['the Kelvin sign in the domain', 'mike@\u212aitchen.test'],
  ['a long s, which upper case would make an S', 'ro\u017fe@example.test'],
  ['a dotted capital I', '\u0130nfo@example.test'],
  ['letters of full width', '\uff41\uff42@example.test'],
  ['letters that are not ASCII', 'zoë@example.test'],
  ['a domain that is not ASCII', 'zoe@bücher.test'],
  ['a quoted part', '"zoe smith"@example.test'],
  ['a space', 'zoe smith@example.test'],
  ['no at', 'example.test'],
  ['two ats', 'a@b@example.test'],
  ['nothing before the at', '@example.test'],
  ['nothing behind the at', 'zoe@'],
  ['a domain that begins with a dot', 'zoe@.example.test'],
  ['a domain that ends with a dot', 'zoe@example.test.'],
  ['an empty label', 'zoe@example..test'],
  ['a label that begins with a hyphen', 'zoe@-example.test'],
  ['a label that ends with a hyphen', 'zoe@example-.test'],
  ['a label of 64 characters', `zoe@${label(64)}.test`],
  ['an address in brackets', 'zoe@[127.0.0.1]'],
  ['a name before it', 'Zoe <zoe@example.test>'],
  ['a comment', 'zoe(work)@example.test'],
  ['an invisible character', 'zo\u200be@example.test'],
  ['two addresses', 'zoe@example.test,joe@example.test'],
  ['255 characters', `${'a'.repeat(255 - '@example.test'.length)}@example.test`],
]

describe('an address', () => {
  it.each(TAKEN)('%j is taken', async (email, stored = email) => {
    const made = await create(email)
    expect([made.status, made.at('email')]).toEqual([201, stored])
    expect((await create(stored.toUpperCase())).code).toBe('email_exists')
    const linked = await provision(admin, { identity: { email, name: 'Somebody' } })
    expect([linked.status, linked.at('user.id')]).toEqual([200, made.at('id')])
  })

  it.each(REFUSED)('with %s is refused', async (_, email) => {
    expect(refusalOf(await create(email))).toEqual([...INVALID, '/email'])
    const call = { identity: { email, name: 'Somebody', sendInvite: true } }
    expect(refusalOf(await provision(admin, call))).toEqual([...INVALID, '/identity/email'])
  })
})

describe('signing in', () => {
  it('takes the address in any case of its own letters, and no letter that only folds to one of them', async () => {
    const { email } = await account(world, { email: `mike.${word}@example.test` })
    const login = (typed: string) => api.anonymous.post('/api/auth/login', { email: typed, password: PASSWORD })
    expect((await login(` ${email.toUpperCase()} `)).status).toBe(200)
    expect(answerOf(await login(email.replace('k', '\u212a')))).toEqual([401, 'invalid_credentials'])
  })
})
