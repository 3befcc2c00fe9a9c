import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { machineEnvironment } from './machine-environment.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ABILITY = 'services/authz/src/policy/ability.ts'

/** What was there must be there: a change of nothing would prove nothing. */
const replaced = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`${ABILITY} has no ${from}`)
  return text.replace(from, to)
}

/** Commits with another policy, and what commands say of them; none of it stays in the repository. */
export function otherPolicies() {
  const objects = mkdtempSync(join(tmpdir(), 'policies-'))
  afterAll(() => rmSync(objects, { recursive: true }))
  const git = (args: readonly string[], env: NodeJS.ProcessEnv, input = ''): string =>
    execFileSync('git', args, { cwd: ROOT, env, input, encoding: 'utf8' }).trim()
  const common = git(['rev-parse', '--path-format=absolute', '--git-common-dir'], process.env)
  const env = {
    ...machineEnvironment(),
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(common, 'objects'),
    GIT_INDEX_FILE: join(objects, 'index'),
    ...{ GIT_AUTHOR_NAME: 'tests', GIT_AUTHOR_EMAIL: 'tests@example.test' },
    ...{ GIT_COMMITTER_NAME: 'tests', GIT_COMMITTER_EMAIL: 'tests@example.test' },
  }
  return {
    /** The commit at hand with the files as they are, but for this text of the policy. */
    commit(from: string, to: string): string {
      const text = replaced(readFileSync(join(ROOT, ABILITY), 'utf8'), from, to)
      git(['read-tree', 'HEAD'], env)
      git(['add', '--all'], env)
      const blob = git(['hash-object', '-w', '--stdin'], env, text)
      git(['update-index', '--cacheinfo', `100644,${blob},${ABILITY}`], env)
      return git(['commit-tree', git(['write-tree'], env), '-m', 'Another policy'], env)
    },
    /** What a script prints and how it ends. */
    run: (script: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
      const { GIT_INDEX_FILE: _, ...rest } = { ...env, ...more }
      return new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
        const all = ['--conditions=source', join(ROOT, 'scripts', script), ...args]
        execFile(process.execPath, all, { env: rest }, (error, out, err) =>
          resolve({ code: error?.code ?? 0, out, err }),
        )
      })
    },
  }
}
