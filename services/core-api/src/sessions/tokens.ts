import { DomainError } from '@latchkey/shared/errors'
import { createLocalJWKSet, errors, importJWK, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { SigningKey } from './signing-keys.ts'
import { type Verified, verifyingOnce } from './verified.ts'

/** Life of an access token in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60

const ALGORITHM = 'ES256'
const ISSUER = 'latchkey'
const AUDIENCE = 'latchkey-core-api'

/** The one way to write a token of ES256: base64url is read with padding, white space and bits to spare, too. */
const WRITTEN = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/

const Claims = z.object({ sub: z.string(), org: z.string(), sid: z.string(), exp: z.number() })

/** Whom an access token names. Nothing in it is a right: the user row is read on every request. */
export interface TokenSubject {
  readonly userId: string
  readonly orgId: string
  readonly sessionId: string
}

export interface AccessTokens {
  sign(subject: TokenSubject): Promise<string>
  /** @throws DomainError `unauthorized` for whatever is wrong with the token */
  verify(token: string): Promise<TokenSubject>
  /** The public half of every key, as a JWKS. */
  readonly publicKeys: { readonly keys: readonly object[] }
}

/** Tokens signed by the first key and verified by all, so that keys can be rotated without signing anybody out. */
export async function createAccessTokens(keys: readonly SigningKey[], clock: () => Date): Promise<AccessTokens> {
  const [first] = keys
  if (first === undefined) throw new Error('at least one signing key is needed')
  const signer = await importJWK(first, ALGORITHM)
  const publicKeys = {
    keys: keys.map(({ kty, crv, kid, x, y }) => ({ kty, crv, kid, x, y, alg: ALGORITHM, use: 'sig' })),
  }
  const keySet = createLocalJWKSet(publicKeys)
  const checks = {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['sub', 'org', 'sid', 'exp'],
  }
  const verify = async (token: string): Promise<Verified<TokenSubject>> => {
    if (!WRITTEN.test(token)) throw new DomainError('unauthorized')
    try {
      const { payload } = await jwtVerify(token, keySet, { ...checks, currentDate: clock(), typ: 'at+jwt' })
      const { sub: userId, org: orgId, sid: sessionId, exp } = Claims.parse(payload)
      return { subject: { userId, orgId, sessionId }, expiresAt: exp }
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) throw new DomainError('unauthorized')
      throw error
    }
  }

  return {
    publicKeys,
    sign: ({ userId, orgId, sessionId }) => {
      const issuedAt = Math.floor(clock().getTime() / 1000)
      return new SignJWT({ org: orgId, sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, kid: first.kid, typ: 'at+jwt' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(signer)
    },
    verify: verifyingOnce(verify, clock),
  }
}
