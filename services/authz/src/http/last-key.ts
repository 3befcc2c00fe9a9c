import { timingSafeEqual } from 'node:crypto'

/** Longer keys are not kept. All stand in buffers of this length, so that a comparison does not tell how long one is. */
const MAX_BYTES = 256

/** What was found by the key that was admitted last: most callers ask again and again. */
export interface LastKey<Found> {
  /** Compares in constant time. The key is visible ASCII, as all are. */
  find(key: string): Found | undefined
  keep(key: string, found: Found): void
  forget(): void
}

export function createLastKey<Found>(): LastKey<Found> {
  const [kept, sent] = [Buffer.alloc(MAX_BYTES), Buffer.alloc(MAX_BYTES)]
  let last: Found | undefined
  return {
    find(key) {
      if (key.length > MAX_BYTES) return undefined
      sent.fill(0).write(key, 'latin1')
      return timingSafeEqual(kept, sent) ? last : undefined
    },
    keep(key, found) {
      if (key.length > MAX_BYTES) return
      kept.fill(0).write(key, 'latin1')
      last = found
    },
    forget() {
      last = undefined
    },
  }
}
