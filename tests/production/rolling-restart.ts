import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@latchkey/dev-postgres/ports'
import { expect, onTestFinished } from 'vitest'
import { runToEnd } from '../system/launcher.ts'
import type { StartBalancer } from './balancer.ts'
import { NOTICE_MS } from './haproxy.ts'
import { handOver } from './processes.ts'
import type { Stack } from './stack.ts'

const PACE_MS = 20

/** Asks fifty times a second, and leaves the rest of the machine to others, until it is told to end; tells every answer but 200. */
function askOn(url: string) {
  let isOver = false
  const failed: unknown[] = []
  const ask = async () => {
    while (!isOver) {
      const status = await fetch(url).then(
        async (answer) => (await answer.text()) && answer.status,
        (error: unknown) => String(error),
      )
      if (status !== 200) failed.push(status)
      await delay(PACE_MS)
    }
  }
  const asked = ask()
  const end = async () => {
    isOver = true
    await asked
    return failed
  }
  return { end }
}

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

/** Two replicas of each service behind a balancer, core-api asking authz through it. */
async function startBehind(startBalancer: StartBalancer, stack: Stack, folder: string) {
  const [one, two, three, four] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const [authz, coreApi] = [
    [one, two],
    [three, four],
  ].map((pair) => pair.map(String))
  const balancer = await startBalancer(folder, { authz: authz ?? [], 'core-api': coreApi ?? [] })
  const shared = { SHUTDOWN_DELAY_MS: String(2 * NOTICE_MS), DATA_DIR: folder, SMTP_URL: '' }
  const start = async (name: 'authz' | 'core-api', port: string) => {
    const ports = { AUTHZ_PORT: name === 'authz' ? port : balancer.port('authz'), CORE_API_PORT: port }
    const process = await stack.startService(name, { ...shared, ...ports })
    await balancer.untilUp(port)
    return process
  }
  const replicas = [
    ...(authz ?? []).map((port) => ({ name: 'authz', port }) as const),
    ...(coreApi ?? []).map((port) => ({ name: 'core-api', port }) as const),
  ]
  return { balancer, start, replicas }
}

/**
 * Restarts every process in turn while the walkthrough is played, from before the first until after the last, each time with
 * every answer as expected.
 */
export async function restartInTurn(startBalancer: StartBalancer, stack: Stack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-rolling-'))
  handOver(folder)
  const { balancer, start, replicas } = await startBehind(startBalancer, stack, folder)
  onTestFinished(async () => {
    await balancer.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const running = []
  for (const { name, port } of replicas) running.push({ name, port, process: await start(name, port) })
  const key = stack.platformKey
  const coreApi = `http://127.0.0.1:${balancer.port('core-api')}`
  const [story, steady] = [playOn(coreApi, key, folder), askOn(`${coreApi}/.well-known/jwks.json`)]
  for (const { name, port, process } of running) {
    process.kill('SIGTERM')
    expect((await process.ended).code, name).toBe(0)
    await start(name, port)
  }
  expect(await steady.end()).toEqual([])
  await story.end()
}
