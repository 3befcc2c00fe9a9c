import { createHash } from 'node:crypto'
import type { Capability, NarrowCaller } from '@latchkey/authz/http/callers'

export const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex')

/** A narrow caller whose key is its name. */
export const narrowCaller = ({
  name,
  may = ['check'],
  orgs = '*',
  perSecond,
}: {
  readonly name: string
  readonly may?: readonly Capability[]
  readonly orgs?: '*' | readonly string[]
  readonly perSecond?: number
}): NarrowCaller => ({
  name,
  digests: [digestOf(name)],
  may: new Set(may),
  orgs: orgs === '*' ? orgs : new Set(orgs),
  perSecond,
})
