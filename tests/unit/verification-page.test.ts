import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requirementsOf, VERIFICATION_PAGE, verificationPage } from '../../scripts/docs/verification-page.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const [page, readme] = [read(VERIFICATION_PAGE), read('README.md')]

/** The requirements of each section of ASVS 5.0: 6.2 has 12. */
const SECTIONS: Record<string, readonly number[]> = {
  4: [5, 5, 2, 4],
  6: [3, 12, 8, 6, 8, 4, 2, 4],
  7: [3, 4, 2, 5, 3, 2],
  8: [4, 4, 3, 2],
  9: [3, 4],
  13: [4, 6, 4, 7],
  14: [2, 8, 3],
  16: [1, 5, 4, 3, 4],
}

/** What stands below each heading of this depth. */
const partsOf = (text: string, mark: string): Map<string, string> =>
  new Map(
    text
      .split(new RegExp(`^${mark} `, 'm'))
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part]),
  )
const rowsOf = (text = ''): [promise: string, tests: string[]][] =>
  [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
    .map(([, promise = '', held = '']): [string, string[]] => [promise, testsIn(held)])
    .slice(2)
const testsIn = (text: string): string[] => [...text.matchAll(/`([\w-]+(?:\/[\w-]+)+)`/g)].map(([, name = '']) => name)

const chapters = partsOf(page.slice(0, page.indexOf('\n## Tokens')), '###')
const promises = [...partsOf(readme, '##')].flatMap(([heading, text]) => [
  ...[...text.matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, lead = '']) => [heading, lead] as const),
  ...(heading === 'Where each rule lives'
    ? [...text.matchAll(/^\| ([^|]+) \|/gm)].slice(2).map(([, rule = '']) => [heading, rule] as const)
    : []),
])

describe('docs/verification.md', () => {
  it('names no test that is not there', () => {
    const named = new Set(testsIn(page))
    expect(named.size).toBeGreaterThan(100)
    const missing = [...named].filter((name) => !existsSync(new URL(`../${name}.test.ts`, import.meta.url)))
    expect(missing).toEqual([])
  })

  it('has every chapter of the README, each promise with a test', () => {
    expect([...chapters.keys()]).toEqual([...partsOf(readme, '##').keys()])
    for (const text of chapters.values()) {
      const rows = rowsOf(text)
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter(([, tests]) => tests.length === 0)).toEqual([])
    }
  })

  it('has every promise that the README makes in bold or in its table of rules', () => {
    expect(promises.length).toBeGreaterThan(20)
    const missing = promises.filter(
      ([heading, promise]) => !rowsOf(chapters.get(heading)).some(([named]) => named === promise),
    )
    expect(missing, `name them in ${VERIFICATION_PAGE}, each with the test that holds it`).toEqual([])
  })

  it('answers every requirement of the chapters of ASVS once, by tests or with a reason', () => {
    const wanted = Object.entries(SECTIONS).flatMap(([chapter, sections]) =>
      sections.flatMap((count, section) =>
        Array.from({ length: count }, (_, at) => `${chapter}.${section + 1}.${at + 1}`),
      ),
    )
    const requirements = requirementsOf(page)
    expect(requirements.map(({ id }) => id)).toEqual(wanted)
    const empty = requirements.filter(({ answer }) => !/^– .{4,}$/.test(answer) && testsIn(answer).length === 0)
    expect(empty).toEqual([])
  })

  it('has the counts as they are', () => {
    expect(page, 'write it again with `pnpm write:docs`').toBe(verificationPage())
  })
})
