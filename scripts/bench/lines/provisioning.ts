import type { Bench } from '../bench.ts'
import { ratioOf, runnerOf, takeTurns } from '../load/rounds.ts'
import { atLeast, type Line } from '../result.ts'
import { bulkOrg } from '../seed/orgs.ts'
import { perSecond, throughput } from './figures.ts'
import { party } from './growth/party.ts'
import { provisioning } from './growth/provisioning.ts'
import { type Gift, provisionByHand } from './provisioning/by-hand.ts'

const ADMIN = 0
const CONNECTIONS = 4
/** Those before were for growth. */
const FIRST_UNIT = 10_000
const UNITS_EACH = 25_000

/** Who has neither role nor assignment, nor got one for growth: a person for each call while there are enough. */
const gift = (users: number, n: number, firstUnit: number): Gift => ({
  person: 9 + 10 * ((n + firstUnit) % Math.floor(users / 10)),
  building: n % 10,
  emptyUnit: firstUnit + n,
})

function* gifts(users: number, firstUnit: number): Generator<Gift> {
  for (let n = 0; n < UNITS_EACH; n += 1) yield gift(users, n, firstUnit)
}

export const provision: Line<Bench> = {
  id: '8',
  title: 'provisioning with three grants',
  run: async (bench) => {
    const bulk = await bulkOrg(bench, 'manyUsers')
    const who = await party(bench, { bulk, user: ADMIN, limit: 1, firstEmptyUnit: FIRST_UNIT })
    const { requests } = provisioning(bench, who, UNITS_EACH, (n) => ({
      ...gift(bulk.users, n, FIRST_UNIT),
      roleKeys: ['viewer'],
    }))
    const { authz, coreApi } = await bench.services()
    const pids = [coreApi.child.pid, authz.child.pid]
    const side = { name: 'core-api', url: coreApi.url, pids, requests, connections: CONNECTIONS, onceEach: true }
    const byHand = gifts(bulk.users, FIRST_UNIT + UNITS_EACH)
    const pairs = await takeTurns(bench, 'provisioning', [
      () => provisionByHand(bench, bulk, CONNECTIONS, byHand),
      runnerOf(side, bench.options.seconds),
    ])
    return [
      {
        what: `provisioning of somebody who exists with three grants, ${CONNECTIONS} connections`,
        reference: throughput(pairs, 0),
        ours: throughput(pairs, 1),
        ratio: ratioOf(pairs, perSecond),
        target: atLeast(0.5),
      },
    ]
  },
}
