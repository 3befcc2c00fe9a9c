import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { SigningKey } from '@latchkey/core-api/sessions/signing-keys'

export type Header = Readonly<Record<string, unknown>>

export const base64url = (bytes: string | Buffer): string => Buffer.from(bytes).toString('base64url')
export const encoded = (value: unknown): string => base64url(JSON.stringify(value))

/** Signs what is given as it stands, whatever a library would say of it. */
export type Signer = (input: string) => Buffer

const ecdsa =
  (key: KeyObject, hash: string): Signer =>
  (input) =>
    sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })

/** As ES256 with a key of ours. */
export const withKey = (key: SigningKey): Signer =>
  ecdsa(createPrivateKey({ key: { ...key }, format: 'jwk' }), 'sha256')

/** As a key of somebody else, of this kind. */
export const withForeign = {
  ES256: ecdsa(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'sha256'),
  ES384: ecdsa(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'sha384'),
  ES512: ecdsa(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey, 'sha512'),
  ES256K: ecdsa(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, 'sha256'),
  EdDSA: (
    (key) => (input: string) =>
      sign(null, Buffer.from(input), key)
  )(generateKeyPairSync('ed25519').privateKey),
  RS256: (
    (key) => (input: string) =>
      sign('sha256', Buffer.from(input), key)
  )(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
} satisfies Record<string, Signer>

/** As HS256 and its kin, with a secret that everybody knows. */
export const withSecret =
  (secret: string | Buffer, hash = 'sha256'): Signer =>
  (input) =>
    createHmac(hash, secret).update(input).digest()

export const withNothing: Signer = () => Buffer.alloc(0)

/** A token of these parts; a header or payload that is text is taken as it is. */
export function token(header: Header | string, payload: unknown, signer: Signer): string {
  const head = typeof header === 'string' ? base64url(header) : encoded(header)
  const body = typeof payload === 'string' ? base64url(payload) : encoded(payload)
  return `${head}.${body}.${signer(`${head}.${body}`).toString('base64url')}`
}
