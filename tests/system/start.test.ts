import { allEnd } from '@latchkey/dev-postgres/family'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Launched, launch, newPlace, removePlace, stop } from './launcher.ts'

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
  it('prints the addresses, the docs page and the platform key, and ends with nothing left on SIGTERM', async () => {
    const running = await start()
    const { code, output } = await stop(running)
    expect(code).toBe(0)
    for (const part of [`:${place.CORE_API_PORT}`, `:${place.AUTHZ_PORT}`, '/docs', 'dev_'])
      expect(output).toContain(part)
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
