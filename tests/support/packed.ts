import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Outcome, outcomeOf } from './outcome.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Where the binaries of Node are packages of their own. */
const PLATFORM = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const PACKAGES = ['client', 'authz-client'] as const
export const TOOLS = join(ROOT, 'node_modules/.bin')

/** The newest of each line that is still used. */
export const NODES = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' } as const
export type NodeLine = keyof typeof NODES

/** What a tool printed. @throws Error when it failed */
async function output(tool: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await outcomeOf(tool, args, cwd, { npm_config_prefer_offline: 'true' })
  if (code !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${code}\n${output}`)
  return output
}
const pnpm = (args: readonly string[], cwd: string) => output('npx', ['--yes', 'pnpm@12', ...args], cwd)

/** The two packages as they would be published, in a folder of their own. */
export interface Packed {
  readonly folder: string
  readonly tarballs: readonly string[]
  remove(): void
}

export async function pack(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-packed-'))
  for (const name of PACKAGES) await pnpm(['pack', '--pack-destination', folder], join(ROOT, 'packages', name))
  const tarballs = readdirSync(folder).map((name) => join(folder, name))
  return { folder, tarballs, remove: () => rmSync(folder, { recursive: true }) }
}

/** What two tools of others say of a package. */
export const judged = async (tarball: string): Promise<Outcome[]> => [
  await outcomeOf(join(TOOLS, 'publint'), [tarball, '--strict'], ROOT),
  await outcomeOf(join(TOOLS, 'attw'), [tarball, '--profile', 'node16'], ROOT),
]

/** The same package without one of its files. */
export async function without(tarball: string, file: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-broken-'))
  await output('tar', ['xzf', tarball], folder)
  rmSync(join(folder, 'package', file))
  await output('tar', ['czf', 'broken.tgz', 'package'], folder)
  return join(folder, 'broken.tgz')
}

const dependencies = ({ folder }: Packed) => ({
  ...Object.fromEntries(PACKAGES.map((name) => [`@latchkey/${name}`, `file:${folder}/latchkey-${name}-0.1.0.tgz`])),
  hono: '4.13.19',
  '@types/node': '24.19.2',
  typescript: '6.0.3',
  ...Object.fromEntries(Object.entries(NODES).map(([line, exact]) => [`node${line}`, `npm:node-${PLATFORM}@${exact}`])),
})

/** An empty project with both packages installed, a source in three forms, and each Node. */
export interface Project {
  readonly folder: string
  /** By the TypeScript of the project, or another. */
  tsc(config: string, tool?: string): Promise<Outcome>
  node(line: NodeLine, file: string, env: Readonly<Record<string, string>>): Promise<Outcome>
  remove(): void
}

export async function newProject(packed: Packed, source: string, configs: object): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-installed-'))
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content))
  write('package.json', { name: 'empty', private: true, dependencies: dependencies(packed) })
  for (const [name, config] of Object.entries(configs)) write(`${name}.json`, config)
  for (const kind of ['mts', 'cts', 'ts']) {
    mkdirSync(join(folder, kind))
    cpSync(source, join(folder, kind, `uses.${kind}`))
  }
  await pnpm(['install', '--prefer-offline', '--ignore-workspace'], folder)
  return {
    folder,
    tsc: (config, tool = join(folder, 'node_modules/.bin/tsc')) => outcomeOf(tool, ['-p', `${config}.json`], folder),
    node: (line, file, env) => outcomeOf(join(folder, `node_modules/node${line}/bin/node`), [file], folder, env),
    remove: () => rmSync(folder, { recursive: true }),
  }
}
