import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pathOf } from '../production/compose.ts'

const page = readFileSync(pathOf('CONTRIBUTING.md'), 'utf8')
// safe because a package.json has it
const { scripts } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8')) as { scripts: Record<string, string> }
const files = globSync(['*', '{docs,ops,packages,prisma,scripts,services,tests}/**'], {
  cwd: pathOf('.'),
  exclude: (path) => ['node_modules', 'dist', '.data'].includes(basename(path)),
})
const paths = new Set(files)
const names = new Set(files.map((path) => basename(path)))

/** What stands between backticks. */
const quoted = [...page.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)
/** Names of files and folders: with a slash, or with the ending of a file. */
const places = quoted.filter(
  (text) => /^[\w.*/-]+$/.test(text) && (text.includes('/') || /\.(ts|md|yml|prisma)$/.test(text)),
)
const commands = quoted.flatMap((text) => /^(?:npx --yes pnpm@12|pnpm) ([\w:-]+)/.exec(text)?.[1] ?? [])

/** From the root, from the folder of a core-api room, or a name that many folders have. */
const isThere = (place: string): boolean =>
  [place, `services/core-api/src/${place}`, `services/authz/src/${place}`, `services/authz/src/policy/${place}`].some(
    (path) => paths.has(path) || (path.includes('*') && globSync(path, { cwd: pathOf('.') }).length > 0),
  ) ||
  (!place.includes('/') && names.has(place))

describe('CONTRIBUTING.md', () => {
  it('names no file that is not there', () => {
    expect(places.length).toBeGreaterThan(60)
    expect(places.filter((place) => !isThere(place))).toEqual([])
    expect(['packages/shared/src/no-such.ts', 'no-such.ts', 'tests/no-such/*.test.ts'].filter(isThere)).toEqual([])
  })

  it('names no command that is not there', () => {
    expect(commands).toContain('verify')
    expect(commands.filter((command) => !(command in scripts))).toEqual([])
  })
})
