import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allEnd } from '@latchkey/dev-postgres/family'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createHttp, type Http } from '../support/http.ts'
import { byPnpm, type Launched, launch, newPlace, removePlace, stop, walkthrough } from './launcher.ts'

const place = await newPlace()
let current: Launched | undefined

async function start(): Promise<Launched> {
  current = launch(place, {}, byPnpm)
  expect(await current.ready(), 'it is ready').toBe(true)
  return current
}

afterEach(async () => {
  if (current !== undefined) await stop(current)
  current = undefined
})
afterAll(() => removePlace(place))

/** The platform's own client of what runs, with the key that the launcher keeps. */
function platformOf({ url }: Launched): Http {
  const { platformApiKey } = JSON.parse(readFileSync(join(place.DATA_DIR, 'secrets.json'), 'utf8'))
  return createHttp((path, init) => fetch(`${url}${path}`, init), { 'x-platform-key': platformApiKey })
}

async function listOrgs(running: Launched): Promise<unknown> {
  const list = await platformOf(running).get('/api/platform/orgs?limit=200')
  expect(list.status, list.text).toBe(200)
  return list.body
}

describe('npx --yes pnpm@12 start', () => {
  it('starts everything, on which the whole story can be played, and Ctrl-C leaves no process behind', async () => {
    const running = await start()
    const story = await walkthrough(place)
    expect(story.output).not.toContain('✗')
    expect(story.output).toContain('Lena chooses a new password')
    expect(story.code, story.output).toBe(0)
    for (const file of ['scripts/start.ts', 'authz/src/main.ts', 'core-api/src/main.ts']) running.find(file)
    await stop(running, running.interrupt)
  })

  it('takes the services along when the launcher is killed, and a new start finds the data', async () => {
    const killed = await start()
    expect(await platformOf(killed).post('/api/platform/orgs', { name: 'Harbour Homes' })).toMatchObject({
      status: 201,
    })
    const orgs = await listOrgs(killed)
    const others = killed.family().filter(({ name }) => name !== 'postgres')
    process.kill(killed.find('scripts/start.ts').pid, 'SIGKILL')
    await allEnd(others)
    expect(await listOrgs(await start())).toEqual(orgs)
  })

  it('ends with all that it started when npx alone is told to', async () => {
    const running = await start()
    await stop(running, () => running.kill('SIGTERM'))
  })
})
