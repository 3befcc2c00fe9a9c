import { globSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Environment } from '@latchkey/shared/config'
import { becomesReady } from './ready.ts'
import type { Run } from './run.ts'
import { type Service, startService } from './services.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = globSync('{packages,services}/*/src', { cwd: root })
/** An editor that saves several files, or a change of branch, is one change. */
const SETTLE_MS = 150
const READY_MS = 60_000

interface Pair {
  /** Whether both serve; false as soon as one ends, or they are to be stopped. */
  readonly ready: Promise<boolean>
  stop(): Promise<void>
}

/** Both services, from the sources as they are. */
function startPair(run: Run, variables: Environment, readyUrl: string): Pair {
  const over = new AbortController()
  const services: Service[] = [startService('authz', variables), startService('core-api', variables)]
  for (const service of services) {
    void service.ended.then((how) => {
      if (!over.signal.aborted) console.error(`${service.name} ${how}: waiting for a change of the sources`)
      over.abort()
    })
  }
  const ready = becomesReady(readyUrl, READY_MS, AbortSignal.any([run.ending, over.signal]))
  const stop = async () => {
    over.abort()
    await Promise.all(services.map((service) => service.stop()))
  }
  return { ready, stop }
}

/**
 * Runs both services, and anew whenever a source changes, until the end; one that ends by itself waits for a change.
 * Resolves once they serve, or have failed to.
 */
export async function runReloading(run: Run, variables: Environment, readyUrl: string): Promise<void> {
  let pair = startPair(run, variables, readyUrl)
  const { ready } = pair
  let reloading = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const reload = async () => {
    const begin = performance.now()
    await pair.stop()
    if (run.ending.aborted) return
    pair = startPair(run, variables, readyUrl)
    // Not waited for: the next change may mend what keeps them from it.
    void pair.ready.then((isReady) => {
      if (isReady) console.log(`Reloaded in ${((performance.now() - begin) / 1_000).toFixed(1)} s`)
    })
  }
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      reloading = reloading.then(reload)
    }, SETTLE_MS)
  }
  const watchers = SOURCES.map((folder) => watch(`${root}${folder}`, { recursive: true }, changed))
  run.onEnd(async () => {
    for (const watcher of watchers) watcher.close()
    clearTimeout(timer)
    await reloading
    await pair.stop()
  })
  await ready
}
