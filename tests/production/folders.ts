import { chmodSync, type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Everything in a folder, links as such: Node's own recursion follows those to folders. */
function* entriesIn(folder: string): Generator<Dirent> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    yield entry
    if (entry.isDirectory()) yield* entriesIn(join(folder, entry.name))
  }
}

const pathOf = ({ parentPath, name }: Dirent): string => join(parentPath, name)

/**
 * Nothing can be made or removed in the folder any more, or it can again. Only folders change: their files are shared with the
 * store of packages.
 */
export function setReadOnly(folder: string, isReadOnly: boolean): void {
  const mode = isReadOnly ? 0o555 : 0o755
  chmodSync(folder, mode)
  for (const entry of entriesIn(folder)) if (entry.isDirectory()) chmodSync(pathOf(entry), mode)
}

/** Of all files in a folder, in MB. */
export const megabytesOf = (folder: string): number =>
  [...entriesIn(folder)]
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + lstatSync(pathOf(entry)).size, 0) / 1e6
