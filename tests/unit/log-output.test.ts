import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { batchedOutput } from '@latchkey/shared/log-output'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

const MEBIBYTE = 1024 * 1024

it('a file loses no line, however fast they are written', () => {
  const file = join(folder, 'decisions.log')
  const output = batchedOutput(file)
  const line = `${'x'.repeat(1023)}\n`
  // More than is kept for an output that nobody reads.
  const lines = (80 * MEBIBYTE) / line.length
  for (let written = 0; written < lines; written += 1) output.write(line)
  output.reopen()
  expect(statSync(file).size).toBe(lines * line.length)
})

const PATIENCE_MS = 20_000

it('what takes no line fails nobody who logs, and lets the process end', { timeout: 2 * PATIENCE_MS }, () => {
  const file = join(folder, 'read-only.log')
  writeFileSync(file, '')
  const program = `
    import { openSync } from 'node:fs'
    import { setImmediate as turn } from 'node:timers/promises'
    import { batchedOutput } from '@latchkey/shared/log-output'
    const output = batchedOutput(openSync(${JSON.stringify(file)}, 'r'))
    for (let batch = 0; batch < 3; batch += 1) {
      output.write('x'.repeat(100_000))
      await turn()
    }
    process.stdout.write('alive')`
  const flags = ['--conditions=source', '--input-type=module', '--eval', program]
  const { stdout, status } = spawnSync(process.execPath, flags, { encoding: 'utf8', timeout: PATIENCE_MS })
  expect({ stdout, status }).toEqual({ stdout: 'alive', status: 0 })
})
