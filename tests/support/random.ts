/** Draws that are the same for the same seed, on every machine. */
export interface Random {
  /** Whether it is so, with this probability. */
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** At most so many, in any order, the same one perhaps twice. */
  some<Item>(items: readonly Item[], most: number): Item[]
}

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const pick: Random['pick'] = (items) => {
    const [first] = items.slice(Math.floor(next() * items.length))
    if (first === undefined) throw new Error('nothing to pick from')
    return first
  }
  return {
    chance: (probability) => next() < probability,
    pick,
    some: (items, most) => Array.from({ length: Math.floor(next() * (most + 1)) }, () => pick(items)),
  }
}
