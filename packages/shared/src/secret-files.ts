import { readFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

/** The variable that names the file of a secret. */
export const fileVariableOf = (name: string): string => `${name}_FILE`

export interface SecretsRead {
  /** The environment with the content of each file under the name of its secret, and without the names of files. */
  readonly values: Environment
  /** What is wrong with a secret that was given as a file, by its name: never a part of it. */
  readonly faults: ReadonlyMap<string, string>
}

/** Without the end of line that editors and `echo` leave. @throws what Node says of a file that cannot be read */
const contentOf = (path: string): string => readFileSync(path, 'utf8').replace(/[\r\n]+$/, '')

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)

/**
 * Reads each secret that is not set from the file that `NAME_FILE` names, when it is set: an environment is seen by whoever
 * lists processes or describes a container, a file only by whoever may read it.
 */
export function readSecretFiles(env: Environment, names: readonly string[]): SecretsRead {
  const values: Record<string, string | undefined> = { ...env }
  const faults = new Map<string, string>()
  for (const name of names) {
    const variable = fileVariableOf(name)
    const path = env[variable]
    delete values[variable]
    if (path === undefined || path === '') continue
    if (env[name] !== undefined && env[name] !== '') {
      faults.set(name, `  ${name} and ${variable} are both set`)
      continue
    }
    try {
      values[name] = contentOf(path)
      if (values[name] === '') faults.set(name, `  ${variable} names an empty file`)
    } catch (error) {
      faults.set(name, `  ${variable} names a file that cannot be read: ${reasonOf(error)}`)
    }
  }
  return { values, faults }
}
