import type { Bench } from '../bench.ts'
import { questionRequests, writeRequests } from '../load/requests.ts'
import type { Line } from '../result.ts'
import { type BulkOrg, buildingOf, isStaff, isViewer } from '../seed/bulk-org.ts'
import { idOf } from '../seed/ids.ts'
import { bulkOrg, FIRST_USERS } from '../seed/orgs.ts'
import { throughputOf } from './figures.ts'
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
  parts: 1,
  async *run(bench) {
    const bulk = await bulkOrg(bench, 'manyUsers')
    const { seconds, rounds } = bench.options
    const wanted = Math.min(bulk.users - FIRST_USERS, PER_SECOND * seconds * (rounds + 1))
    const { environments } = await bench.services()
    const users = Array.from({ length: wanted }, (_, index) => FIRST_USERS + index)
    const requests = questionRequests('/authz/check', environments.authzKey, questionsAbout(bulk, users))
    const written = writeRequests(bench.folder, 'first-questions', requests)
    const what = 'first question about a subject, 64 connections'
    const turns = await compareWithLimit(bench, 'with atLeast', { what, connections: 64, once: written })
    yield throughputOf(what, turns, 0.2)
  },
}
