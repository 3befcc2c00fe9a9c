import { randomInt } from 'node:crypto'
import { hashSync, verifySync } from '@node-rs/argon2'

// OWASP's minimum for Argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane.
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const STAND_IN_LENGTH = 20

/** A hash in PHC form. */
export const hashPassword = (password: string): string => hashSync(password, ARGON2ID)

// What a password is compared with where there is no hash, so that it takes the work it takes with one.
const standIn = hashPassword(Array.from({ length: STAND_IN_LENGTH }, () => randomInt(36).toString(36)).join(''))

export interface Verification {
  readonly passwordHash: string | null
  readonly password: string
}

/** Whether the password is the one that was hashed; false without a hash, after the same work. */
export const verifyPassword = ({ passwordHash, password }: Verification): boolean =>
  verifySync(passwordHash ?? standIn, password) && passwordHash !== null
