import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BAD_SECRETS } from './bad-secrets.ts'
import { megabytesOf } from './folders.ts'
import { HAPROXY } from './haproxy.ts'
import { describeImage } from './image-contents.ts'
import { rotateKeys } from './key-rotation.ts'
import { NGINX } from './nginx.ts'
import { freePorts, isHealthy, run } from './processes.ts'
import { restartInTurn } from './rolling-restart.ts'
import { createStack, type Stack } from './stack.ts'
import { foundOrg } from './story.ts'

const SERVICES = ['authz', 'core-api'] as const

let stack: Stack
beforeAll(async () => {
  stack = await createStack()
  const { migrate } = stack.images
  const { code, output } = await run(migrate, migrate.command, stack.environment('migrate'))
  expect(code, output).toBe(0)
})
afterAll(() => stack?.remove())

/** What each image adds to that of Node, in MB, with a fifth to spare: 40, 30 and 42 are measured. */
const MOST_MB = { migrate: 48, authz: 36, 'core-api': 50 }
it.each(Object.entries(MOST_MB))('the image of %s adds at most %i MB', (name, most) => {
  // safe because the names are those of the images
  expect(megabytesOf(stack.images[name as keyof typeof MOST_MB].directory)).toBeLessThan(most)
})

describe.each(SERVICES)('the image of %s', (name) => describeImage(name, () => stack.images[name]))

describe('the migrate job', () => {
  it('holds the migrations and neither tools of development nor a PostgreSQL', () => {
    const { directory } = stack.images.migrate
    expect(readdirSync(directory).sort()).toContain('prisma')
    expect(
      readdirSync(join(directory, 'node_modules'))
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual(['@latchkey', 'pg', 'pg-connection-string'])
    expect(
      readdirSync(join(directory, 'node_modules/.pnpm')).filter((name) => /^(@embedded|vitest)/.test(name)),
    ).toEqual([])
  })

  it('may run again on a database that is up to date', async () => {
    const { migrate } = stack.images
    expect(await run(migrate, migrate.command, stack.environment('migrate'))).toMatchObject({ code: 0 })
  })
})

describe('the running system', () => {
  it('plays the story: an admin builds, somebody without a grant is refused', async () => {
    const pair = await stack.startPair()
    expect(await pair.connect().get('/api/platform/orgs')).toMatchObject({ status: 401 })
    const { admin, nobody } = await foundOrg(pair)
    const building = await admin.post('/api/org/buildings', { name: 'Pier 1' })
    expect(building.status).toBe(201)
    const path = `/api/org/buildings/${building.str('id')}`
    expect(await admin.post(`${path}/units`, { label: '101', floor: 1 })).toMatchObject({ status: 201 })
    expect((await admin.get(`${path}/units?available=true`)).items('label')).toEqual(['101'])
    expect(await nobody.get(path)).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await nobody.post(`${path}/units`, { label: '102' })).toMatchObject({ status: 403, code: 'forbidden' })
  })

  it('shows the reference page with files of its own', async () => {
    const http = (await stack.startPair()).connect()
    const page = await http.get('/docs')
    expect(page.status).toBe(200)
    const files = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, file = '']) => file)
    expect(files).toHaveLength(4)
    for (const file of files) {
      expect(file).toMatch(/^\/docs\/assets\//)
      const { status, text } = await http.get(file)
      expect([file, status, text.length > 50]).toEqual([file, 200, true])
    }
    expect((await http.get('/openapi.json')).at('openapi')).toBe('3.1.1')
  })

  it('shows the console with files of its own', async () => {
    const http = (await stack.startPair()).connect()
    const page = await http.get('/console/sign-in')
    const files = [...page.text.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)].map(([, file = '']) => file)
    expect([page.status, files.length]).toEqual([200, 4])
    for (const file of files) expect([file, (await http.get(file)).status]).toEqual([file, 200])
  })

  it('writes nothing while authz is gone, and works again when it is back, without a restart of core-api', async () => {
    const pair = await stack.startPair()
    const { authz, ports } = pair
    const { admin } = await foundOrg(pair)
    authz.kill('SIGTERM')
    await authz.ended
    const refused = await admin.post('/api/org/buildings', { name: 'While authz is gone' })
    expect(refused).toMatchObject({ status: 503, code: 'authorization_unavailable' })
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await isHealthy(stack.images['core-api'], stack.environment('core-api', ports))).toBe(false)
    await stack.startService('authz', ports)
    expect(await admin.post('/api/org/buildings', { name: 'Afterwards' })).toMatchObject({ status: 201 })
    expect((await admin.get('/api/org/buildings')).items('name')).toEqual(['Afterwards'])
  })
})

describe.each(SERVICES)('%s stops in order', (name) => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s', async (signal) => {
    const ports = await freePorts()
    if (name === 'core-api') await stack.startService('authz', ports)
    const service = await stack.startService(name, ports)
    service.kill(signal)
    expect(await service.ended).toMatchObject({ code: 0, signal: null })
    expect(await isHealthy(stack.images[name], stack.environment(name, ports))).toBe(false)
  })

  it('when whoever started it with a channel is gone', async () => {
    const ports = await freePorts()
    if (name === 'core-api') await stack.startService('authz', ports)
    const service = await stack.startService(name, ports, true)
    service.disconnect()
    expect(await service.ended).toMatchObject({ code: 0, signal: null })
  })
})

it.each(BAD_SECRETS)(
  '%s does not start with secrets that are %s, and one message names them all',
  async (name, _, bad) => {
    const image = stack.images[name]
    const { code, output } = await run(
      image,
      image.command,
      stack.environment(name, { ...(await freePorts()), ...bad }),
    )
    expect(code).toBe(1)
    expect(output.match(/The configuration is not valid/g)).toHaveLength(1)
    const named = [...output.matchAll(/^ {2}(\w+) /gm)].map(([, variable]) => variable)
    expect(new Set(named)).toEqual(new Set(Object.keys(bad)))
  },
)

// CI has them, or fails.
const isLeftOut = ({ isInstalled }: { isInstalled: boolean }) => !isInstalled && process.env['CI'] === undefined

describe.each([
  ['HAProxy', HAPROXY],
  ['nginx', NGINX],
] as const)('two replicas of each service behind %s', (name, balancer) => {
  if (isLeftOut(balancer))
    process.stderr.write(`${name} is not installed: the restart of every process in turn is left out.\n`)
  // Four restarts, each for as long as a loaded machine takes.
  it.skipIf(isLeftOut(balancer))(
    'fail no request while every process is restarted in turn',
    { timeout: 600_000 },
    async () => {
      await restartInTurn(balancer.start, stack)
    },
  )
})

it.skipIf(isLeftOut(HAPROXY))(
  'keys of every kind are replaced in three steps without a failed request',
  { timeout: 600_000 },
  async () => {
    await rotateKeys(HAPROXY.start, stack)
  },
)
