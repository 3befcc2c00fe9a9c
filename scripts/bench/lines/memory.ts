import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { get, questionRequests, type Requests, writeRequests } from '../load/requests.ts'
import { type Load, runLoad } from '../load/wrk.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { type BulkOrg, buildingOf, emailOf, isStaff, isViewer } from '../seed/bulk-org.ts'
import { idOf } from '../seed/ids.ts'
import { bulkOrg, FIRST_USERS } from '../seed/orgs.ts'
import { signIn } from '../seed/password.ts'
import { makeEnvironments } from '../services/environment.ts'
import { type Services, startServices } from '../services/services.ts'
import { short, whole } from './figures.ts'
import { sampleMemory } from './memory/samples.ts'

const BATCH = 50
/** A few: each batch reads much from the database, and none may run into a deadline. */
const CONNECTIONS = 4
const READERS = 50
/** Which building is asked about: some are STAFF there. */
const BUILDING = 1
const SLICE_SECONDS = 5
/** However slow it is, the line ends. */
const MOST_SECONDS = 900

/** Everybody of the org but the first, in batches whose items name the subject alone. */
function everybody(bench: Bench, { environments }: Services, bulk: BulkOrg): Requests {
  const may = (user: number) => (isViewer(user) || (isStaff(user) && buildingOf(user, bulk) === BUILDING) ? 't' : 'f')
  const common = {
    action: { name: 'units.read' },
    resource: { type: 'building', id: idOf(bulk.number, 'building', BUILDING) },
    context: { atLeast: 1 },
  }
  const bodies = Array.from({ length: (bulk.users - FIRST_USERS) / BATCH }, (_, batch) => {
    const users = Array.from({ length: BATCH }, (__, place) => FIRST_USERS + batch * BATCH + place)
    const evaluations = users.map((user) => ({ subject: { type: 'user', id: idOf(bulk.number, 'user', user) } }))
    return { body: { ...common, evaluations }, decisions: users.map(may).join('') }
  })
  return writeRequests(bench.folder, 'everybody', questionRequests('/authz/check/batch', environments.authzKey, bodies))
}

/** @throws Error when there was not time enough for all */
async function askAll(bench: Bench, load: Omit<Load, 'seconds' | 'from'>): Promise<void> {
  const deadline = Date.now() + MOST_SECONDS * 1_000
  let asked = 0
  while (asked < load.requests.count) {
    if (Date.now() > deadline) throw new Error(`Only ${whole(asked * BATCH)} subjects could be asked about in time`)
    bench.progress.say(`${whole(asked * BATCH)} subjects asked about`)
    // The last slice goes round and asks about the first once more.
    const { requests } = await runLoad({ ...load, seconds: SLICE_SECONDS, from: asked })
    asked += requests
    bench.progress.advance(requests / load.requests.count)
  }
}

/** The same reads again and again, by different people in different buildings. */
async function readMuch(bench: Bench, { coreApi }: Services, bulk: BulkOrg): Promise<number> {
  const reads = []
  for (let reader = 0; reader < READERS; reader += 1) {
    const headers = await signIn(bench, bulk.slug, emailOf(10 * reader), coreApi.url)
    const building = idOf(bulk.number, 'building', reader % bulk.buildings)
    reads.push(get(`/api/org/buildings/${building}/units`, headers), get('/api/org/buildings', headers))
    reads.push(get('/api/auth/me', headers), get('/api/users?limit=20', headers))
  }
  const requests = writeRequests(bench.folder, 'reads-for-memory', reads)
  const seconds = bench.options.readSeconds
  return (await runLoad({ url: coreApi.url, requests, connections: CONNECTIONS, seconds })).requests
}

/** Services of its own: what the lines before left behind is not measured. */
async function startFresh(bench: Bench): Promise<Services> {
  const folder = join(bench.folder, 'memory')
  mkdirSync(folder)
  await bench.build()
  return startServices(await makeEnvironments(await bench.database(), folder), folder)
}

async function measure(bench: Bench, services: Services, bulk: BulkOrg): Promise<Result[]> {
  const { authz, coreApi } = services
  const samples = sampleMemory({ authz: authz.child.pid, 'core-api': coreApi.child.pid })
  const requests = everybody(bench, services, bulk)
  try {
    await askAll(bench, { url: authz.url, requests, connections: CONNECTIONS, decides: true })
    bench.progress.say('reads')
    const reads = await readMuch(bench, services, bulk)
    samples.stop()
    const after = `after questions about ${whole(requests.count * BATCH)} subjects and ${whole(reads)} reads, at most`
    return Object.entries({ authz: 200, 'core-api': 300 }).map(([name, most]) => ({
      what: `memory (RSS) of ${name} ${after}`,
      reference: `${short(samples.first(name))} MiB at first`,
      ours: `${short(samples.last(name))} MiB in the end`,
      ratio: samples.most(name),
      target: atMost(most, ' MiB'),
      notes: [samples.describe(name)],
    }))
  } finally {
    samples.stop()
  }
}

export const memory: Line<Bench> = {
  id: '9',
  title: 'memory',
  parts: 1,
  async *run(bench) {
    const bulk = await bulkOrg(bench, 'manyUsers')
    const services = await startFresh(bench)
    try {
      yield* await measure(bench, services, bulk)
    } finally {
      await services.coreApi.child.stop()
      await services.authz.child.stop()
    }
  },
}
