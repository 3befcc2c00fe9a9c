import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createLogger, lineWriter } from '@latchkey/shared/logger'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LINES = 2_000

/** Runs a program that has written lines to the standard logger, and gives those that came out. */
async function linesOf(ending: string): Promise<{ lines: string[]; code: unknown }> {
  const program = `
    import { createLogger } from '@latchkey/shared/logger'
    const logger = createLogger('test', 'info')
    for (let at = 0; at < ${LINES}; at += 1) logger.info({ at }, 'a line')
    ${ending}`
  const options = ['--conditions=source', '--input-type=module', '--eval', program]
  const child = spawn(process.execPath, options, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
  const [written, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { lines: written.trim().split('\n'), code }
}

describe('a log', () => {
  it.each([
    ['ends by itself', '', 0],
    ['exits', 'process.exit(3)', 3],
    ['crashes', 'throw new Error("crash")', 1],
    ['crashes later', 'setImmediate(() => { throw new Error("crash") })', 1],
    ['is rejected', 'void Promise.reject(new Error("crash"))', 1],
  ])('is written whole when its process %s', async (_, ending, expected) => {
    const { lines, code } = await linesOf(ending)
    expect(code).toBe(expected)
    // What is under way when a process ends may come out behind what is written then.
    const numbers = lines.map((line): number => Object(JSON.parse(line)).at).toSorted((one, other) => one - other)
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, at) => at))
  })
})

describe('a ready-made line', () => {
  it('goes where the lines of its logger go, and looks like them', () => {
    const written: string[] = []
    const logger = createLogger('test', 'info', { write: (line) => written.push(line) })
    logger.info({ at: 1 }, 'a line')
    const { begin, write } = lineWriter(logger)
    write(`${begin()}"at":1,"msg":"a line"}\n`)
    const [one, other] = written.map((line) => ({ ...Object(JSON.parse(line)), time: '' }))
    expect(other).toEqual(one)
    expect(written.every((line) => line.endsWith('}\n'))).toBe(true)
  })
})
