import { describe, expect, it } from 'vitest'
import { readSettings } from '../../scripts/launcher/environment.ts'
import { environmentFor } from '../../scripts/launcher/services.ts'

const portsFor = (METRICS_PORT: string | undefined) =>
  (['core-api', 'authz'] as const).map((name) => environmentFor(name, { METRICS_PORT })['METRICS_PORT'])

describe('on one machine', () => {
  it.each([
    ['9100', ['9100', '9101']],
    ['0', ['0', '0']],
    [undefined, [undefined, undefined]],
  ])('METRICS_PORT %s is that of core-api, and authz gets the one behind it', (given, expected) => {
    expect(portsFor(given)).toEqual(expected)
  })

  it.each(['3000', '3001', '2999'])('METRICS_PORT %s would be a port of a service, and is refused', async (port) => {
    await expect(readSettings({ METRICS_PORT: port })).rejects.toThrow(
      /^The configuration is not valid:\n {2}METRICS_PORT/,
    )
    expect((await readSettings({ METRICS_PORT: '9100' })).ports.CORE_API_PORT).toBe(3000)
  })
})
