import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOG_LINES, LOG_MEMBERS } from '@latchkey/shared/log-lines'
import { describe, expect, it } from 'vitest'
import { LOGS_PAGE, logsPage } from '../../scripts/docs/logs-page.ts'

const ROOT = join(import.meta.dirname, '../..')
const CALL = /logger\??\s*\.(info|warn|error)\((?:\{[^}]*\}|\w+)?,?\s*'([^']+)'\)/g
const WRITTEN_BY_HAND = /"msg":"(\w+)"/g
const sources = globSync(['packages/shared/src/**/*.ts', 'services/*/src/**/*.ts'], { cwd: ROOT })
const code = sources.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n')

describe('the catalogue of lines', () => {
  it('has every line that the code writes, and no other', () => {
    const written = [...code.matchAll(CALL)].map(([, , msg = '']) => msg)
    const byHand = [...code.matchAll(WRITTEN_BY_HAND)].map(([, msg = '']) => msg)
    expect(new Set([...written, ...byHand])).toEqual(new Set(Object.keys(LOG_LINES)))
  })

  it('has the level of each', () => {
    for (const [, level, msg = ''] of code.matchAll(CALL)) {
      const line = Object.entries(LOG_LINES).find(([name]) => name === msg)?.[1]
      expect([msg, line?.level]).toEqual([msg, level])
    }
  })

  it('says of each member what it is, and names none that no line has', () => {
    const named = Object.values(LOG_LINES).flatMap(({ members }) => members.map((member) => member.replace('?', '')))
    const common = ['level', 'time', 'service', 'msg']
    expect(new Set([...common, ...named])).toEqual(new Set(Object.keys(LOG_MEMBERS)))
  })
})

it('docs/logs.md is up to date', () => {
  expect(readFileSync(join(ROOT, LOGS_PAGE), 'utf8'), 'write it again with `pnpm write:docs`').toBe(logsPage())
})
