import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const TESTS = join(import.meta.dirname, '..')
const readme = readFileSync(join(TESTS, 'README.md'), 'utf8')
/** What the first column of its tables names. */
const named = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '')

it('tests/README.md names each folder of tests, and no other', () => {
  const folders = readdirSync(TESTS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const wanted = folders.map(({ name }) => `${name}/`)
  expect(named.filter((name) => name.endsWith('/')).toSorted()).toEqual(wanted.toSorted())
})

it('tests/README.md names each helper, and no other', () => {
  expect(named.filter((name) => name.endsWith('.ts')).toSorted()).toEqual(
    readdirSync(join(TESTS, 'support')).toSorted(),
  )
})

it('tests/README.md names no suite of core-api that is not there', () => {
  const [, section = ''] = /## core-api([\s\S]*?)\n## /.exec(readme) ?? []
  const suites = [...section.matchAll(/`([\w-]+)`/g)].map(([, name]) => name ?? '')
  expect(suites.length).toBeGreaterThan(5)
  for (const name of suites) {
    expect([name, existsSync(join(TESTS, 'core-api', `${name}.test.ts`))]).toEqual([name, true])
  }
})
