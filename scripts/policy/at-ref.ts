import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Policy } from './policy.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGES = ['services/authz', 'packages/shared']
const OWN_SCOPE = '@latchkey'

const git = (args: readonly string[], env?: Record<string, string>): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env }, stdio: 'pipe' }).trim()

/** The commit that a word of git names. @throws Error when there is none */
function commitOf(ref: string): string {
  try {
    return git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
  } catch {
    throw new Error(`git knows no commit "${ref}"`)
  }
}

/** Writes the files of a commit below a folder, through an index of their own: nothing of the checkout changes. */
function writeFiles(commit: string, folder: string): void {
  const index = { GIT_INDEX_FILE: join(folder, '.index') }
  git(['read-tree', commit], index)
  git(['checkout-index', '--all', `--prefix=${folder}/`], index)
}

/** The packages installed at hand, but for the workspace's own: those are of the commit, like the policy itself. */
function linkPackages(folder: string): void {
  for (const place of PACKAGES) {
    const [from, to] = [join(ROOT, place, 'node_modules'), join(folder, place, 'node_modules')]
    mkdirSync(join(to, OWN_SCOPE), { recursive: true })
    for (const name of readdirSync(from)) {
      if (!name.startsWith('.') && name !== OWN_SCOPE) symlinkSync(realpathSync(join(from, name)), join(to, name))
    }
    if (!existsSync(join(from, OWN_SCOPE))) continue
    for (const name of readdirSync(join(from, OWN_SCOPE))) {
      const own = relative(ROOT, realpathSync(join(from, OWN_SCOPE, name)))
      symlinkSync(join(folder, own), join(to, OWN_SCOPE, name))
    }
  }
}

type Decide = typeof import('@latchkey/authz/decide')
type Catalogue = typeof import('@latchkey/shared/permissions')
type Contract = typeof import('@latchkey/shared/authz/contract')

async function importPolicy(folder: string): Promise<Policy> {
  const load = async (path: string): Promise<unknown> => await import(pathToFileURL(join(folder, path)).href)
  // safe because these files have had these members since there are decisions; what is missing is said below
  const { evaluatorOf, createEvaluate } = (await load('services/authz/src/decide.ts')) as Decide
  const { PERMISSION_KEYS: keys, ROLE_KEYS: roleKeys } = (await load('packages/shared/src/permissions.ts')) as Catalogue
  const { AssignmentTypeName } = (await load('packages/shared/src/authz/contract.ts')) as Contract
  const policy = { evaluatorOf, createEvaluate, keys, roleKeys, types: AssignmentTypeName?.options }
  const missing = Object.entries(policy).filter(([, member]) => member === undefined)
  if (missing.length > 0) throw new Error(`it has no ${missing.map(([name]) => name).join(', ')}`)
  return policy
}

/** The policy of a commit, run from its own files. @throws Error when there is no such commit, or it cannot be run */
export async function policyAt(ref: string): Promise<Policy> {
  const commit = commitOf(ref)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'latchkey-policy-')))
  try {
    writeFiles(commit, folder)
    linkPackages(folder)
    return await importPolicy(folder)
  } catch (cause) {
    throw new Error(`the policy of ${ref} cannot be run: ${cause instanceof Error ? cause.message : String(cause)}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
