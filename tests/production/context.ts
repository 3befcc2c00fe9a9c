import { cpSync, readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { pathOf } from './compose.ts'

const repository = pathOf('.')

/** A pattern of .dockerignore: `*` stands for a name, a leading `**` for any folders. */
const matcher = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*/g, (wild) => (wild === '*' ? '[^/]*' : '(?:.*/)?'))
  // What matches a folder holds for everything in it.
  return new RegExp(`^${source}(?:/.*)?$`)
}

const rules = readFileSync(pathOf('.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => !/^\s*(#|$)/.test(line))
  .map((line) => ({ keeps: !line.startsWith('!'), matches: matcher(line.replace(/^!/, '')) }))

/** Whether a path of the repository reaches a build: the last line of .dockerignore that matches decides. */
export const isSentToBuild = (path: string): boolean =>
  rules.findLast(({ matches }) => matches.test(path))?.keeps !== true

/**
 * Copies a file or folder of the repository as a build sees it.
 * @throws Error when .dockerignore keeps it from the build
 */
export function copyFromContext(path: string, destination: string): void {
  if (path !== '.' && !isSentToBuild(path)) throw new Error(`${path} is not sent to the build: see .dockerignore`)
  const filter = (source: string): boolean => {
    const name = relative(repository, source).split(sep).join('/')
    return name === '' || isSentToBuild(name)
  }
  cpSync(pathOf(path), destination, { recursive: true, filter })
}
