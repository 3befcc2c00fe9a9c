import { createApp } from '@latchkey/core-api/app'
import { listen } from '@latchkey/shared/http/server'
import { afterAll } from 'vitest'
import type { TestCoreApi } from './core-api.ts'

export type Fetch = Parameters<typeof listen>[0]

/** core-api on a port of its own, for those who ask over HTTP; `around` may stand in the way of its requests. */
export async function listeningCoreApi({ deps }: TestCoreApi, around = (fetch: Fetch): Fetch => fetch) {
  const { server, stop } = await listen(around(createApp(deps).fetch), 0, [])
  afterAll(() => stop())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('core-api listens on no port')
  return `http://127.0.0.1:${address.port}`
}

/** Answers so many requests, and each one after these with a failure. */
export const breakingOffAfter =
  (requests: number) =>
  (fetch: Fetch): Fetch => {
    let left = requests
    return (request, env) => {
      left -= 1
      return left < 0
        ? new Response('{}', { status: 500, headers: { 'content-type': 'application/json' } })
        : fetch(request, env)
    }
  }
