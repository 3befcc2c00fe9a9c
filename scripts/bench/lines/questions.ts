import type { Bench } from '../bench.ts'
import { questionRequests, type Requests, writeRequests } from '../load/requests.ts'
import { type Run, runnerOf, type Side, type Turns, takeTurns } from '../load/rounds.ts'
import { runLoad } from '../load/wrk.ts'
import { type Asked, decisionsOf, makeBatches, makeQuestions } from '../oracle/questions.ts'
import { createRandom } from '../oracle/random.ts'
import { questionsOrg } from '../seed/questions-org.ts'
import type { Service } from '../services/services.ts'
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
const fillMemory = (bench: Bench, set: QuestionSet, { url, requests }: Asking): Promise<unknown> =>
  bench.once(`asking ${url} everything ${set} once`, () =>
    runLoad({ url, requests, connections: WARM_UP_CONNECTIONS, seconds: FILL_SECONDS, calls: requests.count }),
  )

/** What is measured is a server that has run for a while. */
const warmUp = (bench: Bench, set: QuestionSet, { url, requests }: Asking): Promise<unknown> =>
  bench.once(`warming up ${url} by ${set}`, () =>
    runLoad({ url, requests, connections: WARM_UP_CONNECTIONS, seconds: bench.options.warmUpSeconds }),
  )

type Asking = Pick<Side, 'url' | 'requests'>

interface Comparison {
  readonly what: string
  readonly connections: number
  /** How long a round lasts, where not as long as those of the other lines. */
  readonly seconds?: number
  /** Questions to be asked once each, instead of the set. */
  readonly once?: Requests
}

type Contestant = Omit<Side, 'connections'>

/** An authz, and what it is measured against: another one, or something else. */
interface Contest {
  readonly authz: Service
  readonly other: Service | Contestant
}

/** Each answer of an authz is checked, and its decisions are found in the log. */
export async function compareWith(
  bench: Bench,
  set: QuestionSet,
  { what, connections, seconds = bench.options.seconds, once }: Comparison,
  contests: (requests: Requests) => Promise<readonly Contest[]>,
): Promise<Turns> {
  const requests = once ?? (await requestsOf(bench, set))
  const prepare = async (one: Service | Contestant): Promise<Run> => {
    const authz = 'child' in one ? one : undefined
    const side = 'child' in one ? { url: one.url, pids: [one.child.pid], requests, decides: true } : one
    if (once === undefined) {
      if (authz !== undefined) await fillMemory(bench, set, side)
      await warmUp(bench, set, side)
    }
    const run = runnerOf({ ...side, connections, onceEach: authz !== undefined && once !== undefined }, seconds)
    return authz === undefined ? run : withDecisionsLogged(authz, requests.decisionsEach, run)
  }
  const pairs: (readonly [Run, Run])[] = []
  for (const { authz, other } of await contests(requests)) pairs.push([await prepare(other), await prepare(authz)])
  return takeTurns(bench, what, ...pairs)
}

/** The limit and authz under the same requests. */
export const compareWithLimit = (bench: Bench, set: QuestionSet, comparison: Comparison): Promise<Turns> =>
  compareWith(bench, set, comparison, async (requests) =>
    (await bench.copies()).map(({ authz, limit: { url, pid } }) => ({ authz, other: { url, pids: [pid], requests } })),
  )
