/** A member of a line behind others, JSON already; nothing without a value. */
export const member = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`

/** The same, each written once: for what has few values. */
export function rememberedMember(name: string): (value: string) => string {
  const known = new Map<string, string>()
  return (value) => {
    let found = known.get(value)
    if (found === undefined) {
      found = member(name, value)
      known.set(value, found)
    }
    return found
  }
}

const THOUSANDTHS = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'))

/** Seconds as milliseconds with three decimals, put together from whole numbers, whose texts V8 keeps. */
export function millisecondsOf(seconds: number): string {
  const microseconds = Math.round(seconds * 1e6)
  return `${Math.trunc(microseconds / 1_000)}.${THOUSANDTHS[microseconds % 1_000]}`
}
