import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** What a request is known by: who sends what where, under which key. */
export interface Keyed {
  readonly userId: string
  readonly method: string
  /** Below /api. */
  readonly path: string
  readonly key: string
  /** As text. */
  readonly body: string
}

type Bytes = Uint8Array<ArrayBuffer>

const CIPHER = 'aes-256-gcm'
const [NONCE_BYTES, TAG_BYTES] = [12, 16]

const digest = (text: string): Bytes => new Uint8Array(createHash('sha256').update(text).digest())

export const keyHashOf = ({ method, path, key }: Keyed): Bytes => digest(JSON.stringify([method, path, key]))

const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value

const canonical = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), sorted)
  } catch {
    return body
  }
}

/** The same for bodies that say the same, whatever the order of their members. */
export const requestHashOf = ({ body }: Keyed): Bytes => digest(canonical(body))

// Whoever reads the database has neither the key nor what an answer shows once, as a generated password.
const secretOf = ({ userId, key }: Keyed): Buffer => Buffer.from(hkdfSync('sha256', key, userId, 'answer', 32))

export function encrypt(keyed: Keyed, text: string): Bytes {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, secretOf(keyed), nonce)
  const encrypted = [cipher.update(text, 'utf8'), cipher.final()]
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted]))
}

export function decrypt(keyed: Keyed, bytes: Uint8Array): string {
  const [from, to] = [NONCE_BYTES, NONCE_BYTES + TAG_BYTES]
  const decipher = createDecipheriv(CIPHER, secretOf(keyed), bytes.subarray(0, from))
  decipher.setAuthTag(bytes.subarray(from, to))
  return decipher.update(bytes.subarray(to), undefined, 'utf8') + decipher.final('utf8')
}
