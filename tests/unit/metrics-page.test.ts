import { readFileSync } from 'node:fs'
import { METRICS } from '@latchkey/shared/metrics/catalogue'
import { expect, it } from 'vitest'
import { METRICS_PAGE, metricsPage } from '../../scripts/docs/metrics-page.ts'

it('docs/metrics.md is up to date', () => {
  const page = readFileSync(new URL(`../../${METRICS_PAGE}`, import.meta.url), 'utf8')
  expect(page, 'write it again with `pnpm write:docs`').toBe(metricsPage())
})

it('docs/metrics.md has a line for each metric', () => {
  const named = [...metricsPage().matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect(named).toEqual(Object.keys(METRICS))
})
