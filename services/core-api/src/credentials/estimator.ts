import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'

/** Fewer guesses than this and a password counts as a common one or a small variation of it (zxcvbn's score 1). */
const MIN_GUESSES = 1_000_000

const estimator = new ZxcvbnFactory({ dictionary: { ...dictionary }, graphs: adjacencyGraphs })

/** Whether the password is easily guessed. Takes up to a few hundred milliseconds. */
export const isCommonPassword = (password: string): boolean => estimator.check(password).guesses < MIN_GUESSES
