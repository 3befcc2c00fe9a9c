import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { generateWhenStale } from './generate.ts'

/** What a change is held to before it is committed, the longest first; a cache of each stands in node_modules. */
const CHECKS = [
  ['tests', 'vitest run --project pure'],
  ['imports', 'depcruise --cache --config imports.config.ts packages services scripts prisma tests'],
  ['format', 'biome ci --error-on-warnings .'],
  ['unused', 'knip --cache'],
  ['types', 'tsc -b'],
] as const

// Of tests, what failed: one bad line among hundreds of good ones is not seen.
const env = { ...process.env, TEST_REPORTER: 'minimal' }
const MAX_OUTPUT = 16 * 1024 * 1024

function run(command: string): Promise<{ good: boolean; output: string }> {
  const [program = '', ...args] = command.split(' ')
  return new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: MAX_OUTPUT }, (error, out, err) =>
      resolve({ good: error === null, output: `${out}${err}` }),
    )
  })
}

generateWhenStale()

const limit = pLimit(Math.max(2, availableParallelism()))
const results = CHECKS.map(([name, command]) =>
  limit(async () => {
    const begin = performance.now()
    const { good, output } = await run(command)
    console.log(`${good ? '✓' : '✗'} ${name} ${((performance.now() - begin) / 1_000).toFixed(1)} s`)
    return { name, good, output }
  }),
)
for (const { name, good, output } of await Promise.all(results)) {
  if (good) continue
  console.error(`\n${name}:\n${output}`)
  process.exitCode = 1
}
