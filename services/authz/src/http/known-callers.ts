import { hash } from 'node:crypto'
import { DomainError } from '@latchkey/shared/errors'
import { isSameDigest } from '@latchkey/shared/secret-comparison'
import {
  CAPABILITIES,
  type Caller,
  type Callers,
  type Capability,
  type ClientKey,
  type NarrowCaller,
} from './callers.ts'
import { createLastKey } from './last-key.ts'
import { createRate, type Rate } from './rate.ts'

interface Entry {
  readonly caller: Caller
  readonly digest: Buffer
  readonly rate: Rate | undefined
}

const EVERYTHING: ReadonlySet<Capability> = new Set(CAPABILITIES)
const NOBODY: Pick<Entry, 'digest'> = { digest: Buffer.alloc(32) }
const SECOND_MS = 1_000

const wideEntry = ({ name, key }: ClientKey): readonly [string, Entry] => {
  const digest = hash('sha256', key, 'hex')
  const caller: Caller = { name, may: EVERYTHING, orgs: '*' }
  return [digest, { caller, digest: Buffer.from(digest, 'hex'), rate: undefined }]
}

/** @param now a clock that never goes back, in milliseconds */
export function createCallers(
  clientKeys: readonly ClientKey[],
  narrowCallers: readonly NarrowCaller[] = [],
  now: () => number = () => performance.now(),
): Callers {
  const wide = clientKeys.map(wideEntry)
  let rates = new Map<string, Rate>()
  let known = new Map<string, Entry>()
  const last = createLastKey<Entry>()

  const replaceNarrow: Callers['replaceNarrow'] = (narrow) => {
    const found = new Map<string, Entry>(wide)
    const counting = new Map<string, Rate>()
    for (const { digests, perSecond, ...caller } of narrow) {
      // Who reads the file again does not begin to count anew.
      const counted = `${perSecond} ${caller.name}`
      const rate = perSecond === undefined ? undefined : (rates.get(counted) ?? createRate(perSecond, now))
      if (rate !== undefined) counting.set(counted, rate)
      for (const digest of digests) {
        if (found.has(digest)) throw new Error(`a key of ${caller.name} is that of another entry`)
        found.set(digest, { caller, digest: Buffer.from(digest, 'hex'), rate })
      }
    }
    rates = counting
    known = found
    last.forget()
  }
  replaceNarrow(narrowCallers)

  const findByDigest = (key: string): Entry => {
    const digest = hash('sha256', key, 'hex')
    // Nobody chooses a digest, so how far the look-up got tells nothing of a key; the comparison tells nothing at all.
    const entry = known.get(digest)
    const isKnown = isSameDigest((entry ?? NOBODY).digest, Buffer.from(digest, 'hex'))
    if (entry === undefined || !isKnown) throw new DomainError('unauthorized')
    last.keep(key, entry)
    return entry
  }

  return {
    replaceNarrow,
    admit(key) {
      const entry = last.find(key) ?? findByDigest(key)
      const wait = entry.rate === undefined ? 0 : entry.rate()
      if (wait > 0) throw new DomainError('too_many_attempts', { retryAfterSeconds: Math.ceil(wait / SECOND_MS) })
      return entry.caller
    },
  }
}
