import { createHash, timingSafeEqual } from 'node:crypto'

/** The SHA-256 digest of a shared secret: digests have one length, so that comparing them tells nothing of the secret. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Compares two digests of `digestOf` in constant time. */
export const isSameDigest = (one: Buffer, other: Buffer): boolean => timingSafeEqual(one, other)
