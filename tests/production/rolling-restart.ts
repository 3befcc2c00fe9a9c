import { expect } from 'vitest'
import { runToEnd } from '../system/launcher.ts'
import type { StartBalancer } from './balancer.ts'
import { askOn, twoReplicas } from './replicas.ts'
import type { Stack } from './stack.ts'

/** Plays the walkthrough again and again until it is told to end; every one must find each answer as expected. */
function playOn(url: string, platformKey: string, mails: string) {
  let isOver = false
  const play = async () => {
    do {
      const variables = { CORE_API_URL: url, PLATFORM_API_KEY: platformKey, DATA_DIR: mails }
      const { code, output } = await runToEnd('walkthrough', [], variables)
      expect(code, output).toBe(0)
    } while (!isOver)
  }
  const played = play()
  // Told by whoever waits for it; until then it is nobody's.
  played.catch(() => undefined)
  const end = () => {
    isOver = true
    return played
  }
  return { end }
}

/**
 * Restarts every process in turn while the walkthrough is played, from before the first until after the last, each time with
 * every answer as expected.
 */
export async function restartInTurn(startBalancer: StartBalancer, stack: Stack): Promise<void> {
  const { folder, authz, coreApi, url, start } = await twoReplicas(startBalancer, stack)
  const running = []
  for (const replica of [...authz, ...coreApi]) running.push({ replica, process: await start(replica) })
  const [story, steady] = [
    playOn(url('core-api'), stack.platformKey, folder),
    askOn(() => fetch(`${url('core-api')}/.well-known/jwks.json`)),
  ]
  for (const { replica, process } of running) {
    process.kill('SIGTERM')
    const { code, output } = await process.ended
    expect(code, `${replica.name}: ${output}`).toBe(0)
    await start(replica)
  }
  expect(await steady.end()).toEqual([])
  await story.end()
}
