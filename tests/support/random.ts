/** mulberry32: small, seeded, the same on every machine. Numbers from 0 to 1. */
const random = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Randomly {
  /** Each member with this chance. */
  some<T>(from: readonly T[], chance: number): T[]
  /** One member of a list that is not empty. */
  one<T>(from: readonly T[]): T
}

/** Choices that are the same for the same seed. */
export function randomly(seed: number): Randomly {
  const next = random(seed)
  return {
    some: (from, chance) => from.filter(() => next() < chance),
    one: <T>(from: readonly T[]): T => {
      const picked = from[Math.floor(next() * from.length)]
      // safe because next() is below 1 and no list here is empty; undefined can only be a member of the list
      return picked as T
    },
  }
}
