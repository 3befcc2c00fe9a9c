import { createPublicKey } from 'node:crypto'
import { createAccessTokens } from '@latchkey/core-api/sessions/tokens'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { base64url, encoded, token, withForeign, withKey, withNothing, withSecret } from '../support/forger.ts'
import { signingKey } from '../support/keys.ts'

const [key, other] = [await signingKey('first'), await signingKey('second')]
const tokens = await createAccessTokens([key, other], () => new Date())
const subject = { userId: 'the user', orgId: 'the org', sessionId: 'the session' }
const genuine = await tokens.sign(subject)
const [head = '', body = '', signature = ''] = genuine.split('.')
const [header, payload] = [{ ...decodeProtectedHeader(genuine) }, decodeJwt(genuine)]

const jwk = { kty: key.kty, crv: key.crv, x: key.x, y: key.y }
const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const point = Buffer.concat([Buffer.from([4]), Buffer.from(key.x, 'base64url'), Buffer.from(key.y, 'base64url')])

const ours = withKey(key)
const signed = (changes: object, claims: unknown = payload) => token({ ...header, ...changes }, claims, ours)
const stolen = (changes: object) => token({ ...header, ...changes }, payload, withForeign.ES256)
const written = (text: string, signer = withNothing) => token(text, payload, signer)
const otherBody = encoded({ ...payload, sub: 'somebody else' })
const ofOrder = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const raw = Buffer.from(signature, 'base64url')
const der = (): string => {
  const [r, s] = [raw.subarray(0, 32), raw.subarray(32)]
  const integer = (bytes = Buffer.alloc(0)) => Buffer.concat([Buffer.from([2, bytes.length]), bytes])
  const inner = Buffer.concat([integer(r), integer(s)])
  return base64url(Buffer.concat([Buffer.from([0x30, inner.length]), inner]))
}
const withSignature = (bytes: Uint8Array): string => `${head}.${body}.${Buffer.from(bytes).toString('base64url')}`

const SHAPE: Record<string, string> = {
  'an empty text': '',
  'no signature': `${head}.${body}.`,
  'no signature and no point before it': `${head}.${body}`,
  'no payload': `${head}..${signature}`,
  'no payload and no point before it': `${head}.${signature}`,
  'no header': `.${body}.${signature}`,
  'nothing but points': '..',
  'an empty part more': `${genuine}.`,
  'a part more': `${genuine}.${signature}`,
  'five parts, as an encrypted one has': `${head}.${body}.${signature}.${body}.${signature}`,
  'another payload': `${head}.${otherBody}.${signature}`,
  'another header': `${encoded({ ...header, kid: 'second' })}.${body}.${signature}`,
  'the serialisation as JSON': JSON.stringify({ payload: body, protected: head, signature }),
  'the general serialisation as JSON': JSON.stringify({ payload: body, signatures: [{ protected: head, signature }] }),
  'a header that is no JSON': token('{"alg":"ES256"', payload, ours),
  'a header that is a list': token('["ES256"]', payload, ours),
  'a header that is null': token('null', payload, ours),
  'a payload that is a list': signed({}, [payload]),
  'a payload that is text': signed({}, 'plain'),
  'a payload that is another token': signed({ cty: 'JWT' }, genuine),
}

const SIGNATURES: Record<string, string> = {
  'one bit more': withSignature(raw.map((byte, at) => (at === 9 ? byte ^ 1 : byte))),
  'r and s of 0': withSignature(Buffer.alloc(64)),
  'r and s of 1': withSignature(Buffer.alloc(64, 0).fill(1, 31, 32).fill(1, 63)),
  'r and s of the order of the curve': withSignature(Buffer.concat([ofOrder, ofOrder])),
  'its parts in DER': `${head}.${body}.${der()}`,
  'a byte too much': withSignature(Buffer.concat([raw, Buffer.alloc(1)])),
  'a byte too few': withSignature(raw.subarray(0, 63)),
  padding: `${genuine}==`,
  'a space behind it': `${genuine} `,
  'a line break in it': `${head}.${body}.${signature.slice(0, 40)}\n${signature.slice(40)}`,
  'bits to spare that are set': `${genuine.slice(0, -1)}${String.fromCharCode(genuine.charCodeAt(genuine.length - 1) + 1)}`,
  'r and s changed for each other': withSignature(Buffer.concat([raw.subarray(32), raw.subarray(0, 32)])),
}

const ALGORITHMS: Record<string, string> = {
  ...Object.fromEntries(
    ['none', 'None', 'NONE', 'nOnE', '', null, undefined, ['ES256'], 0].flatMap((alg) => [
      [`alg ${JSON.stringify(alg)} and no signature`, token({ ...header, alg }, payload, withNothing)],
      [
        `alg ${JSON.stringify(alg)} and the signature of another`,
        `${encoded({ ...header, alg })}.${body}.${signature}`,
      ],
      [`alg ${JSON.stringify(alg)}, signed with our own key`, signed({ alg })],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(withForeign).map(([alg, signer]) => [
      `${alg} of a foreign key under our name`,
      token({ ...header, alg }, payload, signer),
    ]),
  ),
  ...Object.fromEntries(
    ['ES384', 'ES512', 'ES256K', 'EdDSA', 'RS256', 'PS256', 'HS256'].map((alg) => [
      `our own signature called ${alg}`,
      signed({ alg }),
    ]),
  ),
}

const PUBLIC: Record<string, string | Buffer> = {
  PEM: pem,
  'PEM without its last line break': pem.trim(),
  DER: publicKey.export({ type: 'spki', format: 'der' }),
  'a point': point,
  'a point without its first byte': point.subarray(1),
  'x alone': Buffer.from(key.x, 'base64url'),
  'x as text': key.x,
  'a JWK': JSON.stringify(jwk),
  'the published JWKS': JSON.stringify(tokens.publicKeys),
  'the name of the key': 'first',
  'nothing at all': '',
}
const CONFUSED: Record<string, string> = Object.fromEntries(
  Object.entries(PUBLIC).flatMap(([what, secret]) =>
    [
      ['HS256', 'sha256'],
      ['HS384', 'sha384'],
      ['HS512', 'sha512'],
    ].map(([alg, hash]) => [
      `${alg} with ${what} for a secret`,
      token({ ...header, alg }, payload, withSecret(secret, hash)),
    ]),
  ),
)

const foreign = { kty: 'EC', crv: 'P-256', x: other.x, y: other.y, kid: 'first', alg: 'ES256', use: 'sig' }
const URL = 'https://attacker.example/keys'
const BROUGHT: Record<string, string> = {
  'a key of its own': stolen({ jwk: foreign }),
  'a key of its own and no name': stolen({ jwk: foreign, kid: undefined }),
  'the address of its keys': stolen({ jku: URL }),
  'the address of a certificate': stolen({ x5u: URL }),
  'a certificate': stolen({ x5c: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
  'the print of a certificate': stolen({ x5t: base64url('print'), 'x5t#S256': base64url('print') }),
  ...Object.fromEntries(
    ['', 'third', '__proto__', 'constructor', '../../../dev/null', "first' OR '1'='1", 'FIRST', null, ['first']].map(
      (kid) => [`the key ${JSON.stringify(kid)}`, stolen({ kid })],
    ),
  ),
}

const EXTENSIONS: Record<string, string> = {
  ...Object.fromEntries(
    [['exp'], ['b64'], ['unknown'], [], [''], ['unknown', 'unknown'], 'exp', null, [1], ['alg']].map((crit) => [
      `crit ${JSON.stringify(crit)}`,
      signed({ crit, exp: payload.exp, unknown: true }),
    ]),
  ),
  'b64 false and crit': signed({ b64: false, crit: ['b64'] }),
  'b64 false and its payload as it is': `${encoded({ ...header, b64: false, crit: ['b64'] })}.${JSON.stringify(payload)}.${signature}`,
  'a compressed payload': signed({ zip: 'DEF', crit: ['zip'] }),
}

const members = `"kid":"first","typ":"at+jwt"`
const TWICE: Record<string, string> = {
  'alg twice, none the last': written(`{"alg":"ES256",${members},"alg":"none"}`),
  'alg twice, none the first': written(`{"alg":"none",${members},"alg":"ES256"}`),
  'alg twice, HS256 the last': written(`{"alg":"ES256",${members},"alg":"HS256"}`, withSecret(pem)),
  'alg twice, HS256 the first': written(`{"alg":"HS256",${members},"alg":"ES256"}`, withSecret(pem)),
  'kid twice': written(`{"alg":"ES256",${members},"kid":"second"}`, withForeign.ES256),
  'alg under an escape': written(`{"\\u0061lg":"none",${members}}`),
  'alg of the prototype': written(`{"__proto__":{"alg":"ES256"},${members}}`),
}

const HELD: Record<string, Record<string, string>> = {
  'of another shape': SHAPE,
  'whose signature has': SIGNATURES,
  'of another algorithm': ALGORITHMS,
  'signed by what everybody knows': CONFUSED,
  'that brings': BROUGHT,
  'with an extension': EXTENSIONS,
  'with a member twice': TWICE,
}

describe('a token that is never accepted, and refused in no other words,', () => {
  it('is none that was just signed, nor one that the test signed with the same key', async () => {
    expect(await tokens.verify(genuine)).toEqual(subject)
    expect(await tokens.verify(signed({}))).toEqual(subject)
  })

  describe.each(Object.entries(HELD))('is one %s', (_, forged) => {
    it.each(Object.entries(forged))('%s', async (__, forgery) => {
      expect(forgery).not.toBe(genuine)
      await expect(tokens.verify(forgery)).rejects.toMatchObject({ code: 'unauthorized' })
    })
  })
})
