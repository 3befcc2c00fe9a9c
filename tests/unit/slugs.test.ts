import { slugOf } from '@latchkey/core-api/platform/service'
import { describe, expect, it } from 'vitest'

const SLUGS: [name: string, slug: string][] = [
  ['Harbour View', 'harbour-view'],
  ['ABC', 'abc'],
  ['  spaces  around  ', 'spaces-around'],
  ['Smith & Sons, Ltd.', 'smith-sons-ltd'],
  ['a--b', 'a-b'],
  ['-a-', 'a'],
  ['1001 Nights', '1001-nights'],
  ['Gärten Zoë é', 'garten-zoe-e'],
  ['ﬁne Ⅷ ①', 'fine-viii-1'],
  ['Ｆｕｌｌ', 'full'],
  ['東京', 'org'],
  ['🏠', 'org'],
  ['---', 'org'],
  ['', 'org'],
  ['x'.repeat(200), 'x'.repeat(63)],
  [`${'x'.repeat(62)} y`, 'x'.repeat(62)],
]

describe('the slug of an org', () => {
  it.each(SLUGS)('of %j is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
    expect(slug).toMatch(/^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/)
  })
})
