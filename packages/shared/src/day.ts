/** A day of the calendar, which begins when it begins in some place. */
export interface Day {
  readonly day: string
}

/** An instant, or a day that becomes one where it is known in which place. */
export type When = Date | Day

/**
 * The first instant of a day in a time zone: later than midnight where that is skipped, the earlier one where it comes
 * twice. A day that a zone skipped begins with the next one. The library is read with the first day: few name one.
 * @throws RangeError for a zone that is unknown
 */
export async function beginningOf({ day }: Day, timeZone: string): Promise<Date> {
  const { Temporal } = await import('temporal-polyfill')
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)
}
