import { closeSync, openSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { inspectProcess, type ProcessInfo } from '../launcher/inspect.ts'
import { becomesReady } from '../launcher/ready.ts'
import { addressOf, type Place, pnpm } from './command.ts'
import { allEnd, familyOf, isAlive } from './family.ts'

const READY_MS = 120_000

export interface Started {
  /** @throws Error with what was printed unless core-api is ready in time */
  ready(): Promise<void>
  /** Every process that runs because of the command. */
  family(): ProcessInfo[]
  /** Ctrl-C: a terminal sends the signal to the whole group. */
  interrupt(): void
  /** What is left, the hard way. */
  kill(): Promise<void>
}

let starts = 0

/** `npx --yes pnpm@12 start`, its output in a file beside the data directory. */
export function start(place: Place): Started {
  starts += 1
  const path = `${place.DATA_DIR}-${starts}.log`
  const log = openSync(path, 'w')
  const child = pnpm('start', place, log)
  closeSync(log)
  const ended = new AbortController()
  child.once('exit', () => ended.abort())
  child.once('error', () => ended.abort())
  const pid = child.pid ?? Number.NaN
  const first = inspectProcess(pid)
  let seen: ProcessInfo[] = []
  const family = () => {
    seen = [...seen.filter(isAlive), ...familyOf(first, place.DATA_DIR)]
    return seen
  }
  return {
    family,
    async ready() {
      const isReady = await becomesReady(`${addressOf(place)}/readyz`, READY_MS, ended.signal)
      console.log(readFileSync(path, 'utf8').trim())
      if (!isReady) throw new Error(`not ready within ${READY_MS / 1_000} s`)
    },
    interrupt: () => void process.kill(-pid, 'SIGINT'),
    async kill() {
      for (const left of family()) if (isAlive(left)) process.kill(left.pid, 'SIGKILL')
      await allEnd(seen)
    },
  }
}

/** The launcher itself, not the package managers and shells that started it. */
export const launcherIn = (family: readonly ProcessInfo[]): ProcessInfo | undefined =>
  family.find(
    ({ commandLine }) => basename(commandLine[0] ?? '') === 'node' && commandLine.includes('scripts/start.ts'),
  )
