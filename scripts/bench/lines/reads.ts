import type { Bench } from '../bench.ts'
import { get, type WireRequest, writeRequests } from '../load/requests.ts'
import { alternate, type Side } from '../load/rounds.ts'
import { isAllowed } from '../oracle/oracle.ts'
import { buildingId, type Person, WORLD } from '../oracle/world.ts'
import type { Line, Result } from '../result.ts'
import { emailOf } from '../seed/bulk-org.ts'
import { send, signIn } from '../seed/password.ts'
import { questionsOrg } from '../seed/questions-org.ts'
import { type ConstantServer, startReference } from '../services/references.ts'
import { throughputOf } from './figures.ts'
import { assertContains } from './same-answer.ts'

const CALLERS = 32
const CONNECTIONS = 16

interface Read {
  readonly what: string
  readonly key: string
  /** In a building, or the list of all. */
  path(building: string): string
  readonly ofAll?: true
}

const READS: readonly Read[] = [
  { what: '`units/basic`', key: 'units.basic.read', path: (id) => `/api/org/buildings/${id}/units/basic` },
  { what: '`units?available=true`', key: 'units.read', path: (id) => `/api/org/buildings/${id}/units?available=true` },
  { what: 'building list of 50', key: 'buildings.read', path: () => '/api/org/buildings?limit=50', ofAll: true },
]

interface Call {
  readonly path: string
  readonly person: Person
}

/** What different people may read, each somewhere else. */
function callsOf({ key, path, ofAll }: Read, people: readonly Person[]): Call[] {
  const calls = people.flatMap((person): Call[] => {
    if (ofAll) return isAllowed(person, key, 'org') ? [{ person, path: path('') }] : []
    const buildings = Array.from({ length: WORLD.buildings }, (_, index) => (index + person.number) % WORLD.buildings)
    const building = buildings.find((place) => isAllowed(person, key, place))
    return building === undefined ? [] : [{ person, path: path(buildingId(building)) }]
  })
  return calls.slice(0, CALLERS)
}

const startByHand = async (bench: Bench): Promise<ConstantServer> => {
  const { environments } = await bench.services()
  return startReference('by-hand-server.ts', {
    DATABASE_URL: (await bench.database()).url,
    QUESTION_URL: (await bench.limit()).url,
    PUBLIC_KEYS: JSON.stringify(environments.publicKeys),
  })
}

async function measure(bench: Bench, read: Read): Promise<Result> {
  const { authz, coreApi } = await bench.services()
  const byHand = await bench.once('starting the server by hand', () => startByHand(bench))
  const requests: WireRequest[] = []
  for (const { person, path } of callsOf(read, await questionsOrg(bench))) {
    const headers = await signIn(bench, WORLD.slug, emailOf(person.number))
    assertContains(await send(coreApi.url + path, headers), await send(byHand.url + path, headers), path)
    requests.push(get(path, headers))
  }
  const common = { requests: writeRequests(bench.folder, 'reads', requests), connections: CONNECTIONS }
  const limit = await bench.limit()
  const sides: readonly [Side, Side] = [
    { ...common, url: byHand.url, pids: [byHand.pid, limit.pid] },
    { ...common, url: coreApi.url, pids: [coreApi.child.pid, authz.child.pid] },
  ]
  const turns = await alternate(bench, read.what, bench.options.seconds, sides)
  return throughputOf(`${read.what}, whole system, ${CONNECTIONS} connections`, turns, 0.5)
}

export const reads: Line<Bench> = {
  id: '5',
  title: 'reads of core-api',
  parts: READS.length,
  async *run(bench) {
    for (const read of READS) yield await measure(bench, read)
  },
}
