import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

export type Core = 'server' | 'load'

const NUMBERS: Readonly<Record<Core, string>> = { server: '0', load: '1' }

/** Whether servers and load get a core each. PostgreSQL runs wherever the system puts it. */
export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** A command that runs on one core, where that can be had. `taskset` becomes the program: the pid stays. */
export const onCore = (core: Core, command: readonly string[]): readonly string[] =>
  isPinned ? ['taskset', '-c', NUMBERS[core], ...command] : command
