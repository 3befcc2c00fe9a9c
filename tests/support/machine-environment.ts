import { delimiter } from 'node:path'

/** How this machine reaches a registry and keeps what came from it. */
const KEPT =
  /^(HOME|TMPDIR|XDG_\w+|PNPM_HOME|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|npm_config_(registry|ca\w*|\w+config))$/i

/** What a command on this machine would find that nobody has prepared: nothing of the test run leaks into it. */
export function machineEnvironment(): Readonly<Record<string, string | undefined>> & { readonly PATH: string } {
  const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name))
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}
