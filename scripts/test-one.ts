import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { generateWhenStale } from './generate.ts'

// Vitest finds the project of a file by itself, and starts a database only for those that need one.
const [given = '', ...more] = process.argv.slice(2)
// As whoever typed it sees it: pnpm runs this in the root.
const file = relative('.', resolve(process.env['INIT_CWD'] ?? '.', given))
if (existsSync(file) && file.endsWith('.test.ts')) {
  generateWhenStale()
  const child = spawn('vitest', ['run', file, ...more], { stdio: 'inherit' })
  child.once('error', () => console.error('Give it as `pnpm test:one`, which knows where Vitest is'))
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
  })
} else {
  console.error("pnpm test:one tests/core-api/units.test.ts [-t 'a part of the title']")
  process.exitCode = 1
}
