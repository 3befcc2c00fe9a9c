import { randomInt } from 'node:crypto'
import { DomainError } from '@latchkey/shared/errors'
import { hash, verify } from '@node-rs/argon2'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

// OWASP's minimum for Argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane.
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const MIN_LENGTH = 12
const MAX_LENGTH = 128
/** Fewer guesses than this and a password counts as a common one or a small variation of it (zxcvbn's score 1). */
const MIN_GUESSES = 1_000_000
const TEMPORARY_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const TEMPORARY_LENGTH = 20

const estimator = new ZxcvbnFactory({ dictionary: { ...dictionary }, graphs: adjacencyGraphs })

/** What is wrong with the password, if anything: it needs 12–128 characters, and no common one or the email will do. */
function weaknessOf(password: string, email: string): string | undefined {
  const length = [...password].length
  if (length < MIN_LENGTH || length > MAX_LENGTH) return `needs ${MIN_LENGTH} to ${MAX_LENGTH} characters`
  if (password.trim().toLowerCase() === email) return 'must not be the email'
  return estimator.check(password).guesses < MIN_GUESSES ? 'is too common' : undefined
}

export const weakPassword = (pointer: string, message: string): DomainError =>
  new DomainError('weak_password', { detail: `The password ${message}`, errors: [{ pointer, message }] })

/** @throws DomainError `weak_password` that points at the member of the body */
export function assertStrongPassword(password: string, email: string, pointer: string): void {
  const weakness = weaknessOf(password, email)
  if (weakness !== undefined) throw weakPassword(pointer, weakness)
}

/** An Argon2id hash in PHC form. */
export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID)

// What a sign-in is compared with when there is no hash, so that it takes the work it takes with one.
const standIn = hashPassword(Array.from({ length: TEMPORARY_LENGTH }, () => randomInt(36).toString(36)).join(''))

/** Whether the password is the one that was hashed; false without a hash, after the same work. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash !== null) return verify(passwordHash, password)
  await verify(await standIn, password)
  return false
}

/** A random password of about 115 bits, without characters that are easily mistaken. */
export const temporaryPassword = (): string =>
  Array.from({ length: TEMPORARY_LENGTH }, () => TEMPORARY_ALPHABET.charAt(randomInt(TEMPORARY_ALPHABET.length))).join(
    '',
  )
