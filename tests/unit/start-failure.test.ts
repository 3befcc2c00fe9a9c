import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFailure } from '@latchkey/shared/start-failure'
import { afterAll, describe, expect, it } from 'vitest'
import { outcomeOf } from '../support/outcome.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What is told of a service whose source this is. */
async function toldOf(source: string): Promise<string> {
  writeFileSync(join(folder, 'start.ts'), source)
  const helper = new URL('../../packages/shared/src/start-failure.ts', import.meta.url)
  const main = `import('./start.ts').catch(async (error) => {
    const { startFailure } = await import(${JSON.stringify(helper.href)})
    process.stderr.write(startFailure('authz', error))
  })`
  return (await outcomeOf(process.execPath, ['--eval', main], folder)).output
}

describe('when a service cannot start, its standard error', () => {
  it.each([
    ['is not TypeScript', "export const one = 1\nconst two = one'", 'start.ts:2'],
    ['takes what is not exported', "\nimport { nothing } from 'node:fs'\nnothing()", 'start.ts:2'],
    [
      'fails',
      'const none: unknown[] = []\n// safe because it is meant to fail\n;(none[0] as Date).getTime()',
      'start.ts:3',
    ],
  ])('says where the source %s', async (_, source, place) => {
    const told = await toldOf(source)
    expect(told).toMatch(/^authz cannot start\. \S/)
    expect(told).toContain(place)
  })

  it('has the message alone of what is to be mended outside of the code', () => {
    const told = startFailure('authz', new Error('PORT 80 is taken'))
    expect(told).toBe('authz cannot start. PORT 80 is taken\n')
  })
})
