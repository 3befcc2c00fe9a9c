import { GENERATED_SECRET_PREFIX } from '@latchkey/shared/config'
import { z } from 'zod'

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const SigningKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1),
  x: coordinate,
  y: coordinate,
  d: coordinate,
})

/** A private ES256 key as a JWK. */
export type SigningKey = z.infer<typeof SigningKey>

const parseJson = (text: string, ctx: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    ctx.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
}

const jwks = z.object({ keys: z.array(SigningKey).min(1) }, 'needs to be a JWKS of private ES256 keys, each with a kid')

const distinct = (keys: readonly SigningKey[]) => new Set(keys.map(({ kid }) => kid)).size === keys.length

/** A JWKS of private keys: the first signs, all verify. Production refuses keys that were generated for development. */
export const signingKeys = (production: boolean) =>
  z
    .string()
    .transform(parseJson)
    .pipe(jwks)
    .transform(({ keys }) => keys)
    .refine(distinct, 'names a kid twice')
    .refine(
      (keys) => !(production && keys.some(({ kid }) => kid.startsWith(GENERATED_SECRET_PREFIX))),
      'holds a generated development key',
    )
