import { toldOf } from '@latchkey/shared/http/client-network'
import { expect, it } from 'vitest'

it.each([
  ['203.0.113.77', '203.0.113.0', '203.0.113.77'],
  ['::ffff:203.0.113.77', '203.0.113.0', '203.0.113.77'],
  ['2001:db8:1234:5678::9', '2001:db8:1234::', '2001:db8:1234:5678::9'],
  ['2001:db8::9', '2001:db8:0::', '2001:db8::9'],
  ['::1', '0:0:0::', '::1'],
  ['fe80::1%eth0', 'fe80:0:0::', 'fe80::1%eth0'],
  ['unknown', undefined, undefined],
  ['jane@example.org', undefined, undefined],
  ['203.0.113.77, more', undefined, undefined],
])('%s is told as its network %s, or as %s', (address, network, full) => {
  expect([toldOf(address, 'off'), toldOf(address, 'network'), toldOf(address, 'full')]).toEqual([
    undefined,
    network,
    full,
  ])
})
