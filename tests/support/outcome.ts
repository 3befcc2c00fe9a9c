import { execFile } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { machineEnvironment } from './machine-environment.ts'

export interface Outcome {
  /** null when a signal ended it. */
  readonly code: number | null
  /** What it printed, on both streams, without colours. */
  readonly output: string
}

const MAX_BUFFER = 16 * 1024 * 1024

/** Runs a tool to its end, in a folder. */
export function outcomeOf(
  tool: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...machineEnvironment(), ...more }
    const child = execFile(tool, args, { cwd, env, maxBuffer: MAX_BUFFER }, (_, out, err) =>
      resolve({ code: child.exitCode, output: stripVTControlCharacters(`${out}${err}`) }),
    )
  })
}
