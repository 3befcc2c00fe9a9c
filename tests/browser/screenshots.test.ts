import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { takeScreenshots } from '../../scripts/screenshots/take.ts'
import { PLATFORM_KEY, testCoreApi } from '../support/core-api.ts'
import { listeningCoreApi } from '../support/listening-core-api.ts'
import { unique } from '../support/world.ts'

const ROOT = join(import.meta.dirname, '../..')
const LARGEST_BYTES = 150_000

it('the pictures of docs/console can be taken anew, all of them, each small, and docs show no other', async () => {
  const baseUrl = await listeningCoreApi(await testCoreApi())
  const out = mkdtempSync(join(tmpdir(), 'screenshots-'))
  try {
    const taken = await takeScreenshots({ baseUrl, platformKey: PLATFORM_KEY, org: unique('demo'), out })
    const names = taken.map((path) => basename(path)).toSorted()
    expect(readdirSync(join(ROOT, 'docs/console')).toSorted()).toEqual(names)
    for (const path of [...taken, ...names.map((name) => join(ROOT, 'docs/console', name))]) {
      expect(readFileSync(path).subarray(1, 4).toString()).toBe('PNG')
      expect([path, statSync(path).size < LARGEST_BYTES]).toEqual([path, true])
    }
    const pages = ['README.md', 'docs/console.md'].map((page) => readFileSync(join(ROOT, page), 'utf8')).join()
    const shown = [...pages.matchAll(/!\[[^\]]*\]\((?:docs\/)?console\/([\w-]+\.png)\)/g)].map(([, name]) => name ?? '')
    expect([...new Set(shown)].toSorted()).toEqual(names)
  } finally {
    rmSync(out, { recursive: true })
  }
})
