import { text } from 'node:stream/consumers'
import { startChild } from '../children.ts'
import { manager } from '../manager.ts'
import { ROOT } from './services.ts'

const COMMAND = [...(manager ?? ['npx', '--yes', 'pnpm@12']), 'build']

/** Makes of the sources what containers run: `pnpm build`. @throws Error with what it says when that fails */
export async function build(): Promise<void> {
  const child = await startChild(COMMAND, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  const said = child.stdout === null ? '' : await text(child.stdout)
  const how = await child.ended
  if (how !== 'ended with code 0') throw new Error(`${COMMAND.join(' ')} ${how}:\n${said}`)
}
