import { join } from 'node:path'
import { startChild } from '../children.ts'
import { ROOT } from './services.ts'

const COMPILER = join(ROOT, 'node_modules/.bin/tsc')
const CLIENT = join(ROOT, 'packages/authz-client')
const BUNDLER = join(CLIENT, 'node_modules/.bin/tsdown')

/** @throws Error when it fails */
async function run(command: readonly string[], cwd: string): Promise<void> {
  const env = { PATH: process.env['PATH'] ?? '' }
  const child = await startChild(command, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const how = await child.ended
  if (how !== 'ended with code 0') throw new Error(`${command[0]} ${how}`)
}

/** Makes of the sources what containers run, as far as both services need it. @throws Error when that fails */
export async function build(): Promise<void> {
  await run([COMPILER, '-b', 'services/authz', 'services/core-api'], ROOT)
  await run([BUNDLER], CLIENT)
}
