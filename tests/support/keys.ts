import type { SigningKey } from '@latchkey/core-api/sessions/signing-keys'
import { exportJWK, generateKeyPair } from 'jose'

/** A new private ES256 key. */
export async function signingKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { x = '', y = '', d = '' } = await exportJWK(privateKey)
  return { kty: 'EC', crv: 'P-256', kid, x, y, d }
}
