import { createApp } from '@latchkey/core-api/app'
import type { Throttle } from '@latchkey/core-api/credentials/throttle'
import { listen } from '@latchkey/shared/http/server'
import { expect, it } from 'vitest'
import { testCoreApi } from '../support/core-api.ts'

const seen: string[] = []
/** Lets everybody in, and keeps the address that would have been counted. */
const throttle: Throttle = {
  attempt: ({ address }, work) => {
    seen.push(address)
    return work()
  },
}
const { deps } = await testCoreApi({ throttle })

/** The address a request over a real connection counts for. */
async function addressOf(trustedProxies: number, forwarded: string | undefined): Promise<string | undefined> {
  const { server, stop } = await listen(createApp({ ...deps, trustedProxies }).fetch, 0, [])
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('core-api listens on no port')
  const headers = {
    'content-type': 'application/json',
    ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
  }
  const body = JSON.stringify({ refreshToken: 'nobody-knows-this' })
  seen.length = 0
  try {
    await fetch(`http://127.0.0.1:${bound.port}/api/auth/refresh`, { method: 'POST', headers, body })
    return seen[0]
  } finally {
    await stop()
  }
}

const PEER = expect.stringMatching(/127\.0\.0\.1$/)

it.each([
  ['no proxy: the header is not believed', 0, '203.0.113.7', PEER],
  ['no proxy and no header', 0, undefined, PEER],
  ['one proxy: what it saw', 1, '203.0.113.7', '203.0.113.7'],
  ['one proxy: not what the client says before it', 1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['one proxy, many claims', 1, '1.1.1.1,2.2.2.2,3.3.3.3 , 203.0.113.7', '203.0.113.7'],
  ['one proxy that says nothing', 1, undefined, PEER],
  ['one proxy that says nothing, in a header', 1, '', PEER],
  ['two proxies: what the first of them saw', 2, '203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['two proxies: not what the client says before them', 2, '198.51.100.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['two proxies, but only one spoke', 2, '203.0.113.7', PEER],
])('behind %s', async (_, trustedProxies, forwarded, address) => {
  expect(await addressOf(trustedProxies, forwarded)).toEqual(address)
})
