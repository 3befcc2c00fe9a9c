/** A building of the demonstration, with the labels of its units. */
export interface Place {
  readonly name: string
  readonly address: string
  readonly city: string
  readonly country: string
  readonly timezone: string
  readonly units: readonly { readonly label: string; readonly floor: number }[]
}

/** Floors from 1 on, each with the same doors: 1A, 1B, 2A, 2B. */
const stacked = (floors: number, doors: string) =>
  Array.from({ length: floors }, (_, at) => at + 1).flatMap((floor) =>
    [...doors].map((door) => ({ label: `${floor}${door}`, floor })),
  )

/** Numbered as hotels do: 101, 102, 201, 202. */
const numbered = (floors: number, doors: number) =>
  Array.from({ length: floors * doors }, (_, at) => {
    const floor = Math.floor(at / doors) + 1
    return { label: String(floor * 100 + (at % doors) + 1), floor }
  })

export const HARBOUR: Place = {
  ...{ name: 'Harbour House', address: 'Kaistraße 14', city: 'Hamburg', country: 'DE', timezone: 'Europe/Berlin' },
  units: numbered(6, 4),
}
export const LINDEN: Place = {
  ...{ name: 'Linden Court', address: 'Lindenallee 3–5', city: 'Berlin', country: 'DE', timezone: 'Europe/Berlin' },
  units: stacked(5, 'ABCD'),
}
export const MILL: Place = {
  ...{ name: 'The Old Mill', address: '27 Weir Lane', city: 'Leeds', country: 'GB', timezone: 'Europe/London' },
  units: stacked(4, 'ABCD'),
}

/** 24 + 20 + 16 units. */
export const PLACES: readonly Place[] = [HARBOUR, LINDEN, MILL]
