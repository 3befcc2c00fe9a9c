import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { outcomeOf } from '../support/outcome.ts'

const root = join(import.meta.dirname, '../..')
const copy = mkdtempSync(join(tmpdir(), 'latchkey-unused-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

// The links of the workspace lead to the copy, those of other packages to where they are.
const PARTS = ['docs', 'node_modules', 'packages', 'prisma', 'scripts', 'services', 'tests']
const FILES = ['imports', 'prisma', 'vitest'].map((name) => `${name}.config.ts`)
const SETTINGS = [
  'knip.json',
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.json',
  'tsconfig.base.json',
  '.gitignore',
]

for (const part of [...PARTS, ...FILES, ...SETTINGS]) {
  const filter = (path: string) => !['dist', '.pnpm', '.cache'].includes(basename(path))
  cpSync(join(root, part), join(copy, part), { recursive: true, filter, verbatimSymlinks: true })
}
symlinkSync(join(root, 'node_modules/.pnpm'), join(copy, 'node_modules/.pnpm'))

const knip = () => outcomeOf(process.execPath, [join(root, 'node_modules/knip/bin/knip.js'), '--no-progress'], copy)

/** Exports that nobody uses, in each kind of folder; each file is there already but one. */
const PLANTED = {
  'packages/dev-postgres/src/ports.ts': 'plantedPort',
  'packages/shared/src/ids.ts': 'plantedId',
  'scripts/policy/cells.ts': 'plantedCell',
  'services/authz/src/decide.ts': 'plantedDecision',
  'services/core-api/src/units/planted.ts': 'plantedUnit',
  'tests/support/times.ts': 'plantedTime',
}

it('what nobody uses is named wherever it is', async () => {
  const clean = await knip()
  expect(clean.code, clean.output).toBe(0)
  writeFileSync(join(copy, 'services/core-api/src/units/planted.ts'), '')
  for (const [path, name] of Object.entries(PLANTED)) appendFileSync(join(copy, path), `\nexport const ${name} = 1\n`)
  const { code, output } = await knip()
  expect(code).toBe(1)
  for (const [path, name] of Object.entries(PLANTED)) {
    expect(output.split('\n')).toContainEqual(expect.stringMatching(new RegExp(`^${name} .*${path}:`)))
  }
})
