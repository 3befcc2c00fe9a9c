import { beginningOf } from '@latchkey/shared/day'
import { describe, expect, it } from 'vitest'

describe('a day begins', () => {
  it.each([
    ['where the clocks go forward that day', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['the day after', '2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['where the clocks go back that day', '2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['the day after', '2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['at one where midnight is skipped', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['at one where midnight is skipped', '2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    ['with the first of two midnights', '2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['before the one that is skipped', '2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z'],
    ['with the next one, where it is skipped itself', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['after the one that is skipped', '2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['at midnight, where nothing ever changes', '2026-12-01', 'UTC', '2026-12-01T00:00:00.000Z'],
    ['by the rules of its year', '1970-07-01', 'Europe/Berlin', '1970-06-30T23:00:00.000Z'],
  ])('%s: %s in %s', async (_, day, zone, instant) => {
    expect((await beginningOf({ day }, zone)).toISOString()).toBe(instant)
  })

  it.each(['Mars/Olympus_Mons', ''])('nowhere in a zone that nobody knows: "%s"', async (zone) => {
    await expect(beginningOf({ day: '2026-12-01' }, zone)).rejects.toThrow(RangeError)
  })

  it.each(['2026-02-29', '2026-13-01', 'tomorrow'])('never when there is no such day: %s', async (day) => {
    await expect(beginningOf({ day }, 'UTC')).rejects.toThrow(RangeError)
  })
})
