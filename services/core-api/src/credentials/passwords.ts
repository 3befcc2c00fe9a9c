import { randomInt } from 'node:crypto'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DomainError } from '@latchkey/shared/errors'
import { Piscina } from 'piscina'
import { createFairQueue } from './fair-queue.ts'
import type * as Work from './password-work.ts'

const MIN_LENGTH = 12
const MAX_LENGTH = 128
const TEMPORARY_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const TEMPORARY_LENGTH = 20

/** How much may wait to be hashed or judged: a second or two of ordinary work. */
const BOUNDS = { perAccount: 50, inAll: 500 }

/** Of a thread, in MiB: its dictionaries take 30. Without a bound the engine keeps garbage by the size of the machine. */
const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

/** A password that somebody has chosen, and the member of the body where it stands. */
export interface ChosenPassword {
  readonly password: string
  /** Of whom it will be. */
  readonly email: string
  readonly pointer: string
}

/**
 * All work on passwords, done by threads in one fair queue. `account` is for whom the work is done: the caller, or who
 * signs in. Each method throws DomainError `too_many_attempts` when too much of the account waits, `unavailable` when
 * too much waits in all.
 */
export interface Passwords {
  /** Whether the password is the one that was hashed; false without a hash, after the same work. */
  verify(account: string, passwordHash: string | null, password: string): Promise<boolean>
  /** An Argon2id hash in PHC form. @throws DomainError `weak_password` */
  hashChosen(account: string, chosen: ChosenPassword): Promise<string>
  /** The same of a password that was made here. */
  hashMade(account: string, password: string): Promise<string>
  /** Starts the threads, which else start with the first work. */
  start(): void
  /** Ends the threads, once what they have begun is done. */
  close(): Promise<void>
}

export const weakPassword = (pointer: string, message: string): DomainError =>
  new DomainError('weak_password', { detail: `The password ${message}`, errors: [{ pointer, message }] })

const lengthOf = (password: string): number => [...password].length

/** What can be said of a password at no cost. @throws DomainError `weak_password` that points at the member of the body */
export function assertAllowedPassword({ password, email, pointer }: ChosenPassword): void {
  const length = lengthOf(password)
  if (length < MIN_LENGTH || length > MAX_LENGTH) {
    throw weakPassword(pointer, `needs ${MIN_LENGTH} to ${MAX_LENGTH} characters`)
  }
  if (password.trim().toLowerCase() === email) throw weakPassword(pointer, 'must not be the email')
}

/** A random password of about 115 bits, without characters that are easily mistaken. */
export const temporaryPassword = (): string =>
  Array.from({ length: TEMPORARY_LENGTH }, () => TEMPORARY_ALPHABET.charAt(randomInt(TEMPORARY_ALPHABET.length))).join(
    '',
  )

/** Beside this file, compiled or not. */
const workFile = new URL(`password-work${extname(import.meta.url)}`, import.meta.url)

export function createPasswords(threads: number): Passwords {
  let pool: Piscina | undefined
  const start = (): Piscina => {
    pool ??= new Piscina({
      filename: fileURLToPath(workFile),
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: HEAP,
      recordTiming: false,
    })
    return pool
  }
  const inQueue = createFairQueue({ atOnce: threads, ...BOUNDS })
  const work = <Name extends keyof typeof Work>(
    account: string,
    name: Name,
    given: Parameters<(typeof Work)[Name]>[0],
  ) =>
    // safe because the thread calls the function of this name in that module
    inQueue(account, () => start().run(given, { name }) as Promise<Awaited<ReturnType<(typeof Work)[Name]>>>)
  return {
    verify: async (account, passwordHash, password) =>
      lengthOf(password) <= MAX_LENGTH && work(account, 'verifyPassword', { passwordHash, password }),
    hashChosen: async (account, chosen) => {
      assertAllowedPassword(chosen)
      const hash = await work(account, 'hashUncommonPassword', chosen.password)
      if (hash === undefined) throw weakPassword(chosen.pointer, 'is too common')
      return hash
    },
    hashMade: (account, password) => work(account, 'hashPassword', password),
    start: () => void start(),
    close: async () => pool?.close(),
  }
}
