import { spawnSync } from 'node:child_process'
import { devNull } from 'node:os'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type Child, startChild } from '../children.ts'
import { onCore } from '../cores.ts'
import type { Requests } from './requests.ts'

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url))

const Output = z.object({
  requests: z.number(),
  microseconds: z.number(),
  p50: z.number(),
  p99: z.number(),
  most: z.number(),
  broken: z.number(),
  refused: z.number(),
  wrong: z.number(),
  firstFault: z.string(),
})

/** What one round showed; times in microseconds. */
export interface Measured {
  readonly requests: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly most: number
  /** Answers other than 200. */
  readonly refused: number
}

export interface Load {
  readonly url: string
  readonly requests: Requests
  readonly connections: number
  /** At most. */
  readonly seconds: number
  /** The answers after which it ends. */
  readonly calls?: number
  /** The first request, counted from 0. */
  readonly from?: number
  /** Whether decisions are compared with those expected; a server that decides nothing has none. */
  readonly decides?: boolean
  /** Whether answers other than 200 belong to what is measured. */
  readonly mayRefuse?: boolean
  /** Whether a server that answers nothing in time is part of what is measured. */
  readonly mayStall?: boolean
  /** Whether each request may be sent once only. */
  readonly onceEach?: boolean
}

/** The first line of what wrk says of itself, or undefined when there is none. */
export function wrkVersion(): string | undefined {
  return spawnSync('wrk', ['--version'], { encoding: 'utf8' })
    .stdout?.split('\n')[0]
    ?.replace(/ Copyright.*/, '')
}

function assertGood(output: z.output<typeof Output>, load: Load): void {
  const { requests, broken, refused, wrong, firstFault } = output
  const { from = 0, mayRefuse = false, mayStall = false, onceEach = false } = load
  const place = `${load.url} at ${load.connections} connections`
  if (requests === 0 && !mayStall) throw new Error(`${place} answered nothing within ${load.seconds} s`)
  if (broken > 0 && !mayRefuse) throw new Error(`${place}: ${broken} connections broke or timed out`)
  if (refused > 0 && !mayRefuse) throw new Error(`${place}: ${refused} of ${requests} were not 200 (${firstFault})`)
  if (wrong > 0) throw new Error(`${place}: ${wrong} of ${requests} answers were wrong (${firstFault})`)
  if (onceEach && from + requests + load.connections >= load.requests.count) {
    throw new Error(`${place}: ${load.requests.count} requests were not enough for all rounds`)
  }
}

/** A server that answered nothing is as slow as there was time to see. */
function measuredBy({ requests, microseconds, p50, p99, most, refused }: z.output<typeof Output>, seconds: number) {
  const slowest = seconds * 1e6
  const times = requests === 0 ? { p50: slowest, p99: slowest, most: slowest } : { p50, p99, most }
  return { requests, perSecond: (requests / microseconds) * 1e6, ...times, refused }
}

/** What wrk prints to its end, which is asked for once there are answers enough. */
async function printedBy({ stdout, interrupt }: Child): Promise<string> {
  let printed = ''
  let enough = false
  for await (const chunk of stdout ?? []) {
    printed += String(chunk)
    if (enough || !printed.includes('enough\n')) continue
    enough = true
    interrupt()
  }
  return printed
}

/**
 * Sends requests for some seconds, or until there are answers enough, by wrk on the core for load.
 * @throws Error when an answer is wrong, missing or, unless that is measured, not 200
 */
export async function runLoad(load: Load): Promise<Measured> {
  const { url, requests, connections, seconds, calls = 0, from = 0, decides = false, mayRefuse = false } = load
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', SCRIPT, url]
  const decisions = decides ? requests.decisionsFile : devNull
  const first = String(from % requests.count)
  const args = [requests.requestsFile, decisions, first, mayRefuse ? 'any' : 'ok', String(calls)]
  const child = await startChild(onCore('load', ['wrk', ...options, '--', ...args]), {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, how] = await Promise.all([printedBy(child), child.ended])
  const line = printed.split('\n').find((candidate) => candidate.startsWith('{'))
  if (line === undefined) throw new Error(`wrk ${how}: ${printed}`)
  const output = Output.parse(JSON.parse(line))
  assertGood(output, load)
  return measuredBy(output, seconds)
}
