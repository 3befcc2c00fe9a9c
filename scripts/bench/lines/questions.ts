import type { Bench } from '../bench.ts'
import { questionRequests, type Requests, writeRequests } from '../load/requests.ts'
import { runnerOf, type Side, type Turns, takeTurns } from '../load/rounds.ts'
import { runLoad } from '../load/wrk.ts'
import { type Asked, decisionsOf, makeBatches, makeQuestions } from '../oracle/questions.ts'
import { createRandom } from '../oracle/random.ts'
import { questionsOrg } from '../seed/questions-org.ts'
import { withDecisionsLogged } from './decision-log.ts'

const SEED = 10
const QUESTIONS = 20_000
const BATCHES = 1_000
const BATCH = 50
const FILL_SECONDS = 60
const WARM_UP_CONNECTIONS = 16
/** Of everybody in the org that is asked about, and of the org: nothing there has changed since it was made. */
const context = { atLeast: 1, orgAtLeast: 0 }

/** Seeded questions, the same in every run. */
export type QuestionSet = 'with atLeast' | 'without atLeast' | 'batches'

/** What is asked, request by request. */
export async function asked(bench: Bench, set: QuestionSet): Promise<readonly (readonly Asked[])[]> {
  const people = await questionsOrg(bench)
  const random = createRandom(SEED)
  if (set === 'batches') return makeBatches(random, people, BATCHES, BATCH)
  return makeQuestions(random, people, QUESTIONS).map((one) => [one])
}

function bodyOf(set: QuestionSet, questions: readonly Asked[]): object {
  const [first] = questions
  if (set === 'batches') return { evaluations: questions.map(({ question }) => ({ ...question, context })) }
  return { ...first?.question, ...(set === 'with atLeast' ? { context } : {}) }
}

/** The questions as authz and the limit are asked them. */
const requestsOf = (bench: Bench, set: QuestionSet): Promise<Requests> =>
  bench.once(`writing questions ${set}`, async () => {
    const { environments } = await bench.services()
    const path = set === 'batches' ? '/authz/check/batch' : '/authz/check'
    const bodies = (await asked(bench, set)).map((questions) => ({
      body: bodyOf(set, questions),
      decisions: decisionsOf(questions),
    }))
    const requests = questionRequests(path, environments.authzKey, bodies)
    return writeRequests(bench.folder, set.replaceAll(' ', '-'), requests)
  })

/** Everything is asked once, so that authz has in memory what it may keep. */
const fillMemory = (bench: Bench, set: QuestionSet, requests: Requests): Promise<unknown> =>
  bench.once(`asking everything ${set} once`, async () => {
    const { authz } = await bench.services()
    const connections = WARM_UP_CONNECTIONS
    return runLoad({ url: authz.url, requests, connections, seconds: FILL_SECONDS, calls: requests.count })
  })

/** What is measured is a server that has run for a while. */
const warmUp = (bench: Bench, set: QuestionSet, { url, requests }: Pick<Side, 'url' | 'requests'>): Promise<unknown> =>
  bench.once(`warming up ${url} by ${set}`, () =>
    runLoad({ url, requests, connections: WARM_UP_CONNECTIONS, seconds: bench.options.warmUpSeconds }),
  )

interface Comparison {
  readonly what: string
  readonly connections: number
  /** Questions to be asked once each, instead of the set. */
  readonly once?: Requests
}

/** What is measured against and authz, each answer of authz checked and its decisions found in the log. */
export async function compareWith(
  bench: Bench,
  set: QuestionSet,
  { what, connections, once }: Comparison,
  other: (requests: Requests) => Promise<Omit<Side, 'connections'>>,
): Promise<Turns> {
  const requests = once ?? (await requestsOf(bench, set))
  if (once === undefined) await fillMemory(bench, set, requests)
  const { authz } = await bench.services()
  const ours = { url: authz.url, pids: [authz.child.pid], requests, decides: true }
  const sides: readonly [Side, Side] = [
    { ...(await other(requests)), connections },
    { ...ours, connections, onceEach: once !== undefined },
  ]
  if (once === undefined) for (const side of sides) await warmUp(bench, set, side)
  const { seconds } = bench.options
  const oursLogged = withDecisionsLogged(authz, requests.decisionsEach, runnerOf(sides[1], seconds))
  return takeTurns(bench, what, [runnerOf(sides[0], seconds), oursLogged])
}

/** The limit and authz under the same requests. */
export const compareWithLimit = (bench: Bench, set: QuestionSet, comparison: Comparison): Promise<Turns> =>
  compareWith(bench, set, comparison, async (requests) => {
    const { url, pid } = await bench.limit()
    return { url, pids: [pid], requests }
  })
