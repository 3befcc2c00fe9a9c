/** A member of a line behind others, JSON already; nothing without a value. */
export const member = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`

/** The same, written again only when the value is another than in the line before: for what has few values. */
export function rememberedMember(name: string): (value: string) => string {
  let [last, written] = ['', member(name, '')]
  return (value) => {
    if (value !== last) [last, written] = [value, member(name, value)]
    return written
  }
}

const THOUSANDTHS = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'))

/** Seconds as milliseconds with three decimals, put together from whole numbers, whose texts V8 keeps. */
export function millisecondsOf(seconds: number): string {
  const microseconds = Math.round(seconds * 1e6)
  return `${Math.trunc(microseconds / 1_000)}.${THOUSANDTHS[microseconds % 1_000]}`
}
