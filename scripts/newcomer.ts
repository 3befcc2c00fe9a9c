import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { messageOf } from './launcher/launch-error.ts'
import { freePort } from './launcher/ports.ts'
import { listOrgs, walkthrough } from './newcomer/client.ts'
import type { Place } from './newcomer/command.ts'
import { allEnd } from './newcomer/family.ts'
import { launcherIn, type Started, start } from './newcomer/launcher.ts'
import { hasPostgres15, startPostgres15 } from './newcomer/postgres-15.ts'

// The second half of .ci/run: start, walkthrough, a killed launcher, Ctrl-C, as a newcomer would. Its argument is a file
// that gets a line for each check: `ok …` or `failed …`.
const [results = '/dev/null'] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'latchkey-newcomer-'))
// As root, PostgreSQL runs as another user, who has to get through.
chmodSync(work, 0o711)

const undos: (() => Promise<void> | void)[] = [() => rmSync(work, { recursive: true, force: true, maxRetries: 5 })]
async function undoAll(): Promise<void> {
  for (const undo of undos.splice(0).toReversed()) await undo()
}
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    stopped = true
    await undoAll().finally(() => process.exit(1))
  })
}

async function check(name: string, play: () => Promise<void>): Promise<void> {
  if (stopped) return
  console.log(`\n--- ${name}`)
  const outcome = await play().then(
    () => `ok ${name}`,
    (error: unknown) => `failed ${name}: ${messageOf(error)}`,
  )
  console.log(outcome)
  appendFileSync(results, `${outcome.replaceAll('\n', ' ')}\n`)
}

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

async function placeFor(name: string): Promise<Place> {
  const [coreApi, authz] = await Promise.all([freePort(), freePort()])
  return { DATA_DIR: join(work, name), CORE_API_PORT: String(coreApi), AUTHZ_PORT: String(authz) }
}

function begin(place: Place): Started {
  const started = start(place)
  undos.push(() => started.kill())
  return started
}

async function endWithCtrlC(started: Started): Promise<void> {
  const family = started.family()
  const commands = family.map(({ commandLine }) => commandLine.join(' ')).join('\n')
  for (const part of ['scripts/start.ts', 'authz/src/main.ts', 'core-api/src/main.ts']) {
    assert(commands.includes(part), `${part} does not run`)
  }
  started.interrupt()
  await allEnd(family)
}

const place = await placeFor('embedded')
let current: Started | undefined
const running = (): Started => {
  assert(current !== undefined, 'nothing runs')
  return current
}

try {
  await check('start: ready within 120 s', async () => {
    current = begin(place)
    await current.ready()
  })
  await check('walkthrough against it', () => walkthrough(place))
  await check('kill -9 of the launcher, and a new start finds the data', async () => {
    const orgs = await listOrgs(place)
    assert(orgs.length > 0, 'the walkthrough has left no organisation')
    const family = running().family()
    const launcher = launcherIn(family)
    assert(launcher !== undefined, 'no launcher runs')
    process.kill(launcher.pid, 'SIGKILL')
    current = begin(place)
    // As long as the services of the killed one run, it is they who answer.
    await allEnd(family.filter(({ name }) => name !== 'postgres'))
    await current.ready()
    assert(isDeepStrictEqual(await listOrgs(place), orgs), 'the organisations are not the same')
  })
  await check('Ctrl-C leaves no process behind', () => endWithCtrlC(running()))
  if (hasPostgres15()) {
    await check('walkthrough on PostgreSQL 15', async () => {
      const server = await startPostgres15(work)
      undos.push(() => server.stop())
      const there = { ...(await placeFor('on-15')), DATABASE_URL: server.url }
      const started = begin(there)
      await started.ready()
      await walkthrough(there)
      await endWithCtrlC(started)
    })
  } else console.log('\nPostgreSQL 15 is not installed and could not be: the walkthrough on it is left out.')
} finally {
  await undoAll()
}
