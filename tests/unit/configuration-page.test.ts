import { readFileSync } from 'node:fs'
import { environmentSchema as authz } from '@latchkey/authz/config'
import { environmentSchema as coreApi } from '@latchkey/core-api/config'
import { variableNames } from '@latchkey/shared/config'
import { describe, expect, it } from 'vitest'
import { CONFIGURATION_PAGE, configurationPage } from '../../scripts/docs/configuration-page.ts'

describe('docs/configuration.md', () => {
  it('is up to date', () => {
    const page = readFileSync(new URL(`../../${CONFIGURATION_PAGE}`, import.meta.url), 'utf8')
    expect(page, 'write it again with `pnpm write:docs`').toBe(configurationPage())
  })

  it('has a line for each variable of a service', () => {
    for (const [heading, schema] of Object.entries({ authz, 'core-api': coreApi })) {
      const part = configurationPage().split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
      const names = [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
      expect(names).toEqual(variableNames(schema))
    }
  })
})
