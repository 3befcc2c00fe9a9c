import { createPublicKey } from 'node:crypto'
import type { SigningKey } from '@latchkey/core-api/sessions/signing-keys'
import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import { describe, expect, it } from 'vitest'
import { account, bearer, PASSWORD } from '../support/accounts.ts'
import { problemOf } from '../support/answers.ts'
import { testCoreApi } from '../support/core-api.ts'
import { ownerPool } from '../support/database.ts'
import { signingKey } from '../support/keys.ts'
import { createWorld, newId } from '../support/world.ts'

const db = ownerPool()
const world = await createWorld(db)
const [first, second, foreign] = [await signingKey('first'), await signingKey('second'), await signingKey('foreign')]
let ahead = 0
const clock = () => new Date(Date.now() + ahead)
const api = await testCoreApi({ clock, tokens: await createAccessTokens([first, second], clock) })
const rotated = await testCoreApi({ clock, tokens: await createAccessTokens([second, first], clock) })
const gone = await testCoreApi({ clock, tokens: await createAccessTokens([second], clock) })
const { anonymous } = api

const jane = await account(world)
const elsewhere = await createWorld(db)
const stranger = await elsewhere.user()
const login = () => anonymous.post('/api/auth/login', { email: jane.email, password: PASSWORD })
const genuine = (await login()).str('accessToken')
const [payload, header] = [decodeJwt(genuine), decodeProtectedHeader(genuine)]
const me = (authorization: string) => anonymous.get('/api/auth/me', { authorization })

const MINUTE = 60_000
const refusedProblem = problemOf(await anonymous.get('/api/auth/me'))

interface Forgery {
  readonly claims?: JWTPayload
  readonly without?: string
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: SigningKey
}

/** A token like the genuine one but for the changes, signed by a key of ours unless another is given. */
async function forge({ claims = {}, without, header: changes = {}, key = first }: Forgery = {}): Promise<string> {
  const kept = Object.entries({ ...payload, ...claims }).filter(([name]) => name !== without)
  const protectedHeader = { ...header, alg: 'ES256', kid: key.kid, ...changes }
  return new SignJWT(Object.fromEntries(kept)).setProtectedHeader(protectedHeader).sign(await importJWK(key, 'ES256'))
}

const byHmac = async (secret: string): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ ...header, alg: 'HS256' }).sign(new TextEncoder().encode(secret))

const publicJwk = { kty: first.kty, crv: first.crv, x: first.x, y: first.y }
const pem = createPublicKey({ key: publicJwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
const [head = '', body = '', signature = ''] = genuine.split('.')
const otherBody = Buffer.from(JSON.stringify({ ...payload, sub: stranger })).toString('base64url')
const impostor = { kty: foreign.kty, crv: foreign.crv, x: foreign.x, y: foreign.y }
const seconds = (minutes: number) => Math.floor(Date.now() / 1000) + minutes * 60

const BAD: [what: string, token: () => Promise<string> | string][] = [
  ['that has expired', () => forge({ claims: { exp: seconds(-1) } })],
  ['that is not valid yet', () => forge({ claims: { nbf: seconds(5) } })],
  ['without an expiry', () => forge({ without: 'exp' })],
  ['without a subject', () => forge({ without: 'sub' })],
  ['without an org', () => forge({ without: 'org' })],
  ['without an issuer', () => forge({ without: 'iss' })],
  ['without an audience', () => forge({ without: 'aud' })],
  ['of another issuer', () => forge({ claims: { iss: 'https://latchkey.example' } })],
  ['for another audience', () => forge({ claims: { aud: 'latchkey-authz' } })],
  ['of another type', () => forge({ header: { typ: 'JWT' } })],
  ['of no type', () => forge({ header: { typ: undefined } })],
  ['of an unknown key', () => forge({ header: { kid: 'third' } })],
  ['that names another of our keys', () => forge({ header: { kid: second.kid } })],
  ['of a key of somebody else', () => forge({ key: foreign })],
  ['of a key of somebody else under our name for it', () => forge({ key: { ...foreign, kid: first.kid } })],
  ['that brings its own key', () => forge({ key: { ...foreign, kid: first.kid }, header: { jwk: impostor } })],
  ['without a signature and alg none', () => new UnsecuredJWT(payload).encode()],
  ['with alg none written over it', () => `${btoa('{"alg":"none","typ":"at+jwt","kid":"first"}')}.${body}.`],
  ['signed by HS256 with our public key as PEM', () => byHmac(pem)],
  ['signed by HS256 with our public key as JWK', () => byHmac(JSON.stringify(publicJwk))],
  ['with another body under its signature', () => `${head}.${otherBody}.${signature}`],
  ['with a signature cut short', () => `${head}.${body}.${signature.slice(0, -4)}`],
  ['with an empty signature', () => `${head}.${body}.`],
  ['without a part', () => `${head}.${body}`],
  ['that is no token', () => 'nonsense'],
  ['of nobody', () => forge({ claims: { sub: newId() } })],
  ['of what is no id', () => forge({ claims: { sub: 'jane' } })],
  ['of a user of another org', () => forge({ claims: { sub: stranger } })],
  ['of an org that is not theirs', () => forge({ claims: { org: elsewhere.orgId } })],
  ['of an org that is no id', () => forge({ claims: { org: 'org' } })],
  ['with a list for an org', () => forge({ claims: { org: [world.orgId] } })],
  ['with an object for an org', () => forge({ claims: { org: { id: world.orgId } } })],
]

describe('a token', () => {
  it('is accepted, and so is an unchanged one that the test signed', async () => {
    expect((await me(`Bearer ${genuine}`)).status).toBe(200)
    expect((await me(`Bearer ${await forge()}`)).status).toBe(200)
  })

  it.each(BAD)('%s is refused with the same 401 as a missing one', async (_, token) => {
    const refused = await me(`Bearer ${await token()}`)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(problemOf(refused)).toEqual(refusedProblem)
  })

  it.each([
    ['no scheme', genuine],
    ['another scheme', `Basic ${genuine}`],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a space', 'Bearer '],
    ['another token behind it', `Bearer ${genuine} ${genuine}`],
    ['a comma and another', `Bearer ${genuine}, Bearer ${genuine}`],
    ['a quote around it', `Bearer "${genuine}"`],
  ])('with %s is refused', async (_, authorization) => {
    const refused = await me(authorization)
    expect([refused.status, problemOf(refused)]).toEqual([401, refusedProblem])
  })

  it('may be sent with the scheme in any case', async () => {
    expect((await me(`bEARER ${genuine}`)).status).toBe(200)
  })

  it('lives for fifteen minutes', async () => {
    const session = await login()
    const statuses: number[] = []
    for (const minutes of [0, 14.9, 15, 60]) {
      ahead = minutes * MINUTE
      statuses.push((await me(`Bearer ${session.str('accessToken')}`)).status)
    }
    ahead = 0
    expect([session.at('expiresIn'), statuses]).toEqual([900, [200, 200, 401, 401]])
  })
})

describe('the keys of the tokens', () => {
  it('are published without their private parts', async () => {
    const published = await anonymous.get('/.well-known/jwks.json')
    const shown = ({ kty, crv, kid, x, y }: SigningKey) => ({ kty, crv, kid, x, y, alg: 'ES256', use: 'sig' })
    expect(published.status).toBe(200)
    expect(published.body).toEqual({ keys: [shown(first), shown(second)] })
    expect(published.text).not.toContain('"d"')
  })

  it('verify a token outside core-api', async () => {
    const published = await anonymous.get('/.well-known/jwks.json')
    const keys = createLocalJWKSet({ keys: Object(published.at('keys')) })
    expect((await jwtVerify(genuine, keys)).payload.sub).toBe(jane.id)
  })

  it('all verify tokens, and the first one signs them', async () => {
    expect(header.kid).toBe(first.kid)
    expect((await me(`Bearer ${await forge({ key: second })}`)).status).toBe(200)
  })

  it('are rotated without signing anybody out: a token of an old key is valid until the key is removed', async () => {
    const statusAt = async ({ anonymous: http }: typeof api) => (await http.get('/api/auth/me', bearer(genuine))).status
    expect([await statusAt(rotated), await statusAt(gone)]).toEqual([200, 401])
  })
})
