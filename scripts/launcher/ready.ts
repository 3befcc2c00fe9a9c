import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 50
const ANSWER_MS = 2_000

const statusOf = (url: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const request = get(url, { timeout: ANSWER_MS, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(undefined))
  })

/** Whether a URL answers 200 within the time; stops asking when aborted. */
export async function becomesReady(url: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (!signal.aborted && Date.now() < deadline) {
    if ((await statusOf(url)) === 200) return true
    await sleep(POLL_MS)
  }
  return false
}
