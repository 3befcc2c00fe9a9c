import type { Bench } from '../bench.ts'
import { post, type Requests, writeRequests } from '../load/requests.ts'
import { questionForCerbos } from '../oracle/cerbos-question.ts'
import { decisionsOf } from '../oracle/questions.ts'
import type { Omission, Result } from '../result.ts'
import { cerbosVersion, startCerbos } from '../services/cerbos.ts'
import { throughputOf } from './figures.ts'
import { asked, compareWith, type QuestionSet } from './questions.ts'

const CONNECTIONS = 16
const NAMES = {
  'with atLeast': 'check with `atLeast`',
  'without atLeast': 'check',
  batches: 'batch of 50 with `atLeast`',
}

async function requestsFor(bench: Bench, set: QuestionSet): Promise<Requests> {
  const requests = (await asked(bench, set)).map((questions, index) => ({
    text: post('/api/check/resources', {}, { requestId: String(index + 1), ...questionForCerbos(questions) }),
    decisions: decisionsOf(questions),
  }))
  return writeRequests(bench.folder, `cerbos-${set.replaceAll(' ', '-')}`, requests)
}

/** The same questions to Cerbos, which is sent all facts with each and has to give the same answers. */
export async function againstCerbos(bench: Bench, set: QuestionSet, least: number): Promise<Result | Omission> {
  const version = cerbosVersion()
  const what = `${NAMES[set]} against Cerbos over HTTP, ${CONNECTIONS} connections`
  if (version === undefined) return { omitted: `${what}: no \`cerbos\` on PATH` }
  const { url, pid } = await bench.once('starting Cerbos', () => startCerbos(bench.folder))
  const requests = await requestsFor(bench, set)
  const cerbos = { url, pids: [pid], requests, decides: true }
  const turns = await compareWith(bench, set, { what, connections: CONNECTIONS }, async () =>
    (await bench.copies()).map(({ authz }) => ({ authz, other: cerbos })),
  )
  return throughputOf(`${what} (Cerbos ${version})`, turns, least)
}
