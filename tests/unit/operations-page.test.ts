import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathOf } from '../production/compose.ts'

const page = readFileSync(pathOf('docs/operations.md'), 'utf8')
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)

describe('docs/operations.md', () => {
  it('begins with its chapters, each once and in their order', () => {
    const contents = [...page.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)].map(([, heading, anchor]) => [heading, anchor])
    expect(contents).toEqual(headings.map((heading) => [heading, anchorOf(heading)]))
    expect(contents).toContainEqual(['Upgrade while serving', 'upgrade-while-serving'])
  })

  it('leads to nothing that is not there', () => {
    const places = [...page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path)
    expect(places).toContain('configuration.md')
    expect(places.filter((path) => !existsSync(pathOf(`docs/${path}`)))).toEqual([])
  })
})
