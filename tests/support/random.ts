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

const pickWith = <Item>(next: () => number, items: readonly Item[]): Item => {
  if (items.length === 0) throw new Error('nothing to pick from')
  // safe because next() is below 1: undefined can only be a member of the list
  return items[Math.floor(next() * items.length)] as Item
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
  return { some: (from, chance) => from.filter(() => next() < chance), one: (from) => pickWith(next, from) }
}

/** Draws that are the same for the same seed. */
export interface Random {
  /** Whether it is so, with this probability. */
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** At most so many, in any order, the same one perhaps twice. */
  some<Item>(items: readonly Item[], most: number): Item[]
}

export function seeded(seed: number): Random {
  const next = random(seed)
  const pick: Random['pick'] = (items) => pickWith(next, items)
  return {
    chance: (probability) => next() < probability,
    pick,
    some: (items, most) => Array.from({ length: Math.floor(next() * (most + 1)) }, () => pick(items)),
  }
}
