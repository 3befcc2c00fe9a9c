import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where one system lives: its data, its ports, and a database unless it brings its own. */
export interface Place {
  readonly DATA_DIR: string
  readonly CORE_API_PORT: string
  readonly AUTHZ_PORT: string
  readonly DATABASE_URL?: string
}

export const addressOf = ({ CORE_API_PORT }: Place): string => `http://localhost:${CORE_API_PORT}`

/** Starts a script of the repository as README says, in a process group of its own, as a terminal would. */
export function pnpm(script: string, place: Place, output: 'inherit' | number): ChildProcess {
  const env = { ...process.env, ...place, CORE_API_URL: addressOf(place) }
  return spawn('npx', ['--yes', 'pnpm@12', script], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  })
}
