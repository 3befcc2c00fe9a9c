import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allEnd } from '@latchkey/dev-postgres/family'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Launched, launch, newPlace, removePlace, runToEnd, stop } from './launcher.ts'

const place = await newPlace()
let current: Launched | undefined

async function start(): Promise<Launched> {
  current = launch(place)
  expect(await current.ready()).toBe(true)
  return current
}

afterEach(async () => {
  if (current !== undefined) await stop(current)
  current = undefined
})
afterAll(() => removePlace(place))

describe('the launcher', () => {
  it('prints the addresses, the docs page, the platform key and a database to connect to, and ends with nothing left on SIGTERM', async () => {
    const running = await start()
    const { code, output } = await stop(running)
    expect(code).toBe(0)
    for (const part of [`:${place.CORE_API_PORT}`, `:${place.AUTHZ_PORT}`, '/docs', 'dev_'])
      expect(output).toContain(part)
    expect(output).toMatch(/^ {2}DATABASE_URL {2}postgresql:\/\/\S+:\S+@127\.0\.0\.1:\d+\/\S+$/m)
  })

  it('refuses to run twice on one data directory, and names the one that runs', async () => {
    const first = await start()
    const second = await launch(place).ended
    expect(second.code).toBe(1)
    expect(second.output).toContain(String(first.find('scripts/start.ts').pid))
  })

  it('says which port is taken, and by which variable to choose another', async () => {
    await start()
    const other = await newPlace()
    const { code, output } = await launch({ ...other, CORE_API_PORT: place.CORE_API_PORT }).ended
    removePlace(other)
    expect(code).toBe(1)
    expect(output).toContain(place.CORE_API_PORT)
    expect(output).toContain('CORE_API_PORT')
  })
})

describe('a DATA_DIR that cannot be used', () => {
  it.each([
    ['is a file', (folder: string) => join(folder, 'file')],
    ['lies below a file', (folder: string) => join(folder, 'file', 'data')],
    ['cannot be made', () => '/proc/latchkey'],
  ])('and %s is told in one line', async (_, of) => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-system-'))
    writeFileSync(join(folder, 'file'), '')
    const { code, output } = await launch({ ...place, DATA_DIR: of(folder) }).ended
    rmSync(folder, { recursive: true })
    expect(code).toBe(1)
    expect(output.trim().split('\n')).toEqual([expect.stringMatching(/^DATA_DIR .* cannot be made a folder: /)])
  })
})

describe("Prisma's engine", () => {
  /** Node refuses the engine and its adapter; the services do not inherit it. */
  const HOOK = `import { registerHooks } from 'node:module'
    registerHooks({ resolve(specifier, context, next) {
      if (/schema-engine|driver-adapter|adapter-pg/.test(specifier)) throw new Error('refused: ' + specifier)
      return next(specifier, context)
    } })`
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(HOOK)}`

  it('is not loaded by a start that applies migrations, but by a command for developers', async () => {
    const empty = await newPlace()
    current = launch(empty, { NODE_OPTIONS })
    expect(await current.ready()).toBe(true)
    expect((await stop(current)).output).toContain('applied migration')
    removePlace(empty)
    const drift = await runToEnd('migrate', ['drift'], { NODE_OPTIONS, DATABASE_URL: 'postgresql://nowhere' })
    expect(drift.output).toContain('refused')
  })
})

describe('a part that dies', () => {
  it.each(['authz', 'core-api'])('is named when it is %s, the others are stopped, and the code is 1', async (name) => {
    const running = await start()
    const family = running.family()
    process.kill(running.find(`${name}/src/main.ts`).pid, 'SIGKILL')
    const { code, output } = await running.ended
    await allEnd(family)
    expect(code).toBe(1)
    expect(output).toContain(name)
  })
})

describe('production', () => {
  it('starts with nothing that was generated: one message names every secret that is missing', async () => {
    const { code, output } = await launch(place, { NODE_ENV: 'production' }).ended
    expect(code).toBe(1)
    const names = ['DATABASE_URL', 'AUTHZ_DATABASE_URL', 'PLATFORM_API_KEY', 'AUTHZ_CLIENT_KEYS', 'JWT_SIGNING_KEYS']
    for (const name of names) expect(output).toContain(name)
  })
})
