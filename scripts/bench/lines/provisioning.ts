import type { Bench } from '../bench.ts'
import { runnerOf, takeTurns } from '../load/rounds.ts'
import type { Line } from '../result.ts'
import { bulkOrg } from '../seed/orgs.ts'
import { throughputOf } from './figures.ts'
import { party } from './growth/party.ts'
import { provisioning } from './growth/provisioning.ts'
import { type Gift, provisionByHand } from './provisioning/by-hand.ts'

const ADMIN = 0
const CONNECTIONS = 4
const CALLS_EACH = 25_000

/** Another person and another unit for each call; every tenth person is a viewer already. */
const gift = (n: number): Gift => ({ person: 1 + Math.floor(n / 9) * 10 + (n % 9), building: n % 10, emptyUnit: n })

function* giftsByHand(): Generator<Gift> {
  for (let n = CALLS_EACH; n < 2 * CALLS_EACH; n += 1) yield gift(n)
}

export const provision: Line<Bench> = {
  id: '8',
  title: 'provisioning with three grants',
  parts: 1,
  async *run(bench) {
    const bulk = await bulkOrg(bench, 'provisioned')
    const who = await party(bench, { bulk, user: ADMIN, limit: 1 })
    const { requests } = provisioning(bench, who, CALLS_EACH, (n) => ({ ...gift(n), roleKeys: ['viewer'] }))
    const { authz, coreApi } = await bench.services()
    const pids = [coreApi.child.pid, authz.child.pid]
    // The first calls of a busy machine may take longer than a round; the one that warms up does not count.
    const side = { url: coreApi.url, pids, requests, connections: CONNECTIONS, onceEach: true, mayStall: true }
    const byHand = giftsByHand()
    const turns = await takeTurns(bench, 'provisioning', [
      () => provisionByHand(bench, bulk, CONNECTIONS, byHand),
      runnerOf(side, bench.options.seconds),
    ])
    yield throughputOf(`provisioning of somebody who exists with three grants, ${CONNECTIONS} connections`, turns, 0.5)
  },
}
