import { basename } from 'node:path'
import { platform } from 'node:process'
import { inspectProcess, type ProcessInfo } from './inspect.ts'

const PACKAGE_MANAGER = /^(npm|npx|pnpm|pnpx)(-cli)?(\.[cm]?js|\.exe)?$/
const SHELL = /^(sh|dash|ash|bash|zsh)$/
const INTERVAL_MS = 1_000

/** npm shows its command as one word; before that, and in pnpm's case always, it is a program or a script of Node. */
const isPackageManager = ({ commandLine }: ProcessInfo): boolean =>
  commandLine.slice(0, 2).some((word) => PACKAGE_MANAGER.test(basename(word.split(' ')[0] ?? '')))

/** The shell a script runs in, as opposed to one that somebody types into. */
const isScriptShell = ({ name, commandLine }: ProcessInfo): boolean => SHELL.test(name) && commandLine[1] === '-c'

/** The package managers that started a process and the shells between them, the nearest first. */
function packageManagersAbove(pid: number): ProcessInfo[] {
  const chain: ProcessInfo[] = []
  for (let above = inspectProcess(pid); above !== undefined; above = inspectProcess(above.parent)) {
    if (!isPackageManager(above) && !isScriptShell(above)) break
    chain.push(above)
  }
  // Whatever is above the last package manager is the user's own.
  return chain.slice(0, chain.findLastIndex(isPackageManager) + 1)
}

/**
 * Tells when a package manager between the user and us is gone: a signal sent to `npx` alone does not get through.
 * Elsewhere than on Linux only the parent can be watched, and is when it runs us as a script.
 * @returns a function that ends the watch
 */
export function watchPackageManagers(onGone: (name: string) => void): () => void {
  const parent = process.env['npm_lifecycle_event'] === undefined ? undefined : process.ppid
  const chain = platform === 'linux' ? packageManagersAbove(process.ppid) : []
  const gone = (): string | undefined => {
    if (platform !== 'linux') return parent === undefined || process.ppid === parent ? undefined : 'The parent process'
    return chain.find(({ pid, startTime }) => inspectProcess(pid)?.startTime !== startTime)?.commandLine[0]
  }
  const timer = setInterval(() => {
    const name = gone()
    if (name !== undefined) onGone(name)
  }, INTERVAL_MS)
  return () => clearInterval(timer)
}
