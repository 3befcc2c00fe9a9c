import { createHash, randomBytes } from 'node:crypto'

/** 192 bits, and short enough for a link on one line of a mail. */
const TOKEN_BYTES = 24

/** A random token that says nothing, for refreshing and for invites. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** What is stored of a token: whoever reads the database cannot use it. */
export const hashToken = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest())
