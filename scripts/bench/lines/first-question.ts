import type { Bench } from '../bench.ts'
import { questionRequests, writeRequests } from '../load/requests.ts'
import { ratioOf } from '../load/rounds.ts'
import { atLeast, type Line } from '../result.ts'
import { type BulkOrg, buildingOf, isStaff, isViewer } from '../seed/bulk-org.ts'
import { idOf } from '../seed/ids.ts'
import { bulkOrg } from '../seed/orgs.ts'
import { perSecond, throughput } from './figures.ts'
import { compareWithLimit } from './questions.ts'

/** Enough for all rounds of a server that does ten thousand a second. */
const PER_SECOND = 10_000

/** May each of these users read units in the building of theirs? Half may. */
const questionsAbout = (bulk: BulkOrg, users: readonly number[]) =>
  users.map((user) => ({
    body: {
      subject: { type: 'user', id: idOf(bulk.number, 'user', user) },
      action: { name: 'units.read' },
      resource: { type: 'building', id: idOf(bulk.number, 'building', buildingOf(user, bulk)) },
      context: { atLeast: 1 },
    },
    decisions: isViewer(user) || isStaff(user) ? 't' : 'f',
  }))

export const firstQuestion: Line<Bench> = {
  id: '3',
  title: 'first question about a subject',
  run: async (bench) => {
    const bulk = await bulkOrg(bench, 'manyUsers')
    const { seconds, rounds } = bench.options
    const wanted = Math.min(bulk.users - 1, PER_SECOND * seconds * (rounds + 1))
    const { environments } = await bench.services()
    // From the end: the growth of users is measured with the first.
    const users = Array.from({ length: wanted }, (_, index) => bulk.users - 1 - index)
    const requests = questionRequests('/authz/check', environments.authzKey, questionsAbout(bulk, users))
    const written = writeRequests(bench.folder, 'first-questions', requests)
    const pairs = await compareWithLimit(bench, 'with atLeast', 64, written)
    return [
      {
        what: 'first question about a subject, 64 connections',
        reference: throughput(pairs, 0),
        ours: throughput(pairs, 1),
        ratio: ratioOf(pairs, perSecond),
        target: atLeast(0.2),
      },
    ]
  },
}
