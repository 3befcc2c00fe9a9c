import type { AuthzClient } from '@latchkey/authz-client'
import { createPooledAuthzClient } from '@latchkey/core-api/authz/client'
import { afterAll } from 'vitest'
import { testAuthz } from './authz.ts'

export interface StoppableAuthz {
  /** Asks this authz, whether it runs or not. */
  readonly client: AuthzClient
  /** Runs while nothing listens where authz was; afterwards it listens there again. */
  whileDown(run: () => Promise<void>): Promise<void>
}

const PORTS_TO_TRY = 50

/** A real authz that can be stopped and started. Call at the top level of a suite. */
export async function stoppableAuthz(): Promise<StoppableAuthz> {
  const authz = testAuthz()
  // The kernel gives these ports to nobody by itself, so that the one taken is still free after a stop.
  const lowest = 20_000 + (process.pid % 10_000)
  const listenSomewhere = async () => {
    for (let port = lowest; port < lowest + PORTS_TO_TRY; port += 1) {
      const listening = await authz.listen(port).catch(() => undefined)
      if (listening !== undefined) return listening
    }
    throw new Error(`no free port from ${lowest} on`)
  }

  let running = await listenSomewhere()
  const { url, key } = running
  const client = createPooledAuthzClient({ url, key, deadlineMs: 10_000 })
  afterAll(async () => {
    await client.close()
    await running.close()
  })
  return {
    client,
    async whileDown(run) {
      await running.close()
      try {
        await run()
      } finally {
        running = await authz.listen(Number(new URL(url).port))
      }
    },
  }
}
