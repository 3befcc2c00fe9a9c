import type { Bench } from '../bench.ts'
import { alternate, ratioOf } from '../load/rounds.ts'
import { atMost, type Line, type Result } from '../result.ts'
import { bulkOrg, type OrgName } from '../seed/orgs.ts'
import { halfWithin, time, whole } from './figures.ts'
import { party } from './growth/party.ts'
import { check, type Probe, resourceSearch, subjectSearch } from './growth/probes.ts'
import { MOST_SECONDS, sideOf } from './growth.ts'

/** What a search gives when no other limit is asked for. */
const PAGE = 50
const ADMIN = 0

const single = check(() => ADMIN, 'units.read', 1)

async function* measure(bench: Bench, org: OrgName, probes: readonly Probe[], among: string): AsyncGenerator<Result> {
  // As autovacuum would leave the tables that provisioning has written to.
  await (await bench.database()).pool.query('VACUUM ANALYZE')
  const who = await party(bench, { bulk: await bulkOrg(bench, org), user: ADMIN, limit: PAGE })
  for (const probe of probes) {
    const what = `${probe.what} of ${PAGE}, ${among}, against a check without \`atLeast\``
    const sides = [await sideOf(bench, { ...who, user: ADMIN }, single), await sideOf(bench, who, probe)] as const
    const turns = await alternate(bench, what, MOST_SECONDS, sides)
    const ratio = ratioOf(turns, halfWithin)
    yield { what, reference: time(turns, 0), ours: time(turns, 1), ratio, target: atMost(5) }
  }
}

export const search: Line<Bench> = {
  id: '7',
  title: 'searches',
  parts: resourceSearch.length + subjectSearch.length,
  async *run(bench) {
    yield* measure(bench, 'manyBuildings', resourceSearch, `${whole(bench.options.buildings)} buildings`)
    yield* measure(bench, 'manyUsers', subjectSearch, `${whole(bench.options.users)} users of whom a tenth may`)
  },
}
