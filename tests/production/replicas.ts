import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@latchkey/dev-postgres/ports'
import { onTestFinished } from 'vitest'
import type { StartBalancer } from './balancer.ts'
import { NOTICE_MS } from './haproxy.ts'
import { handOver, type Process } from './processes.ts'
import type { Stack } from './stack.ts'

type ServiceName = 'authz' | 'core-api'
type Environment = Readonly<Record<string, string>>

export interface Replica {
  readonly name: ServiceName
  readonly port: string
}

export interface Replicas {
  /** Where mails and other files go; gone with the test. */
  readonly folder: string
  readonly authz: readonly Replica[]
  readonly coreApi: readonly Replica[]
  /** Where the replicas of a service are reached. */
  url(name: ServiceName): string
  /** Starts one, with these variables beside those it has anyway, and waits until it gets requests. */
  start(replica: Replica, variables?: Environment): Promise<Process>
}

/** Two replicas of each service behind a balancer, core-api asking authz through it. None is started. */
export async function twoReplicas(startBalancer: StartBalancer, stack: Stack): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-rolling-'))
  handOver(folder)
  const pair = async (name: ServiceName) =>
    [await freePort(), await freePort()].map((port) => ({ name, port: String(port) }))
  const [authz, coreApi] = [await pair('authz'), await pair('core-api')]
  const balancer = await startBalancer(folder, {
    authz: authz.map(({ port }) => port),
    'core-api': coreApi.map(({ port }) => port),
  })
  onTestFinished(async () => {
    await balancer.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const shared = { SHUTDOWN_DELAY_MS: String(2 * NOTICE_MS), DATA_DIR: folder, SMTP_URL: '' }
  return {
    ...{ folder, authz, coreApi },
    url: (name) => `http://127.0.0.1:${balancer.port(name)}`,
    async start({ name, port }, variables = {}) {
      const ports = { AUTHZ_PORT: name === 'authz' ? port : balancer.port('authz'), CORE_API_PORT: port }
      const process = await stack.startService(name, { ...shared, ...ports, ...variables })
      await balancer.untilUp(port)
      return process
    },
  }
}

const PACE_MS = 20

/** A request again and again. */
export interface Asking {
  /** Waits until one that is sent from now on is answered. */
  again(): Promise<void>
  /** No more of them; tells every answer but 200. */
  end(): Promise<unknown[]>
}

/** Asks fifty times a second, and leaves the rest of the machine to others, until it is told to end. */
export function askOn(request: () => Promise<Response>): Asking {
  let isOver = false
  let answered = 0
  const failed: unknown[] = []
  const once = async (): Promise<void> => {
    const status = await request().then(
      async (answer) => (await answer.text()) && answer.status,
      (error: unknown) => String(error),
    )
    answered += 1
    if (status !== 200) failed.push(status)
  }
  const ask = async () => {
    while (!isOver) {
      await once()
      await delay(PACE_MS)
    }
  }
  const asked = ask()
  return {
    again: async () => {
      const before = answered
      // The next answer may be to a request that is under way.
      while (answered < before + 2) await delay(PACE_MS)
    },
    end: async () => {
      isOver = true
      await asked
      return failed
    },
  }
}
