import type { Bench } from '../bench.ts'
import { questionRequests, type Requests, writeRequests } from '../load/requests.ts'
import { alternate, type Pairs, type Side } from '../load/rounds.ts'
import { type Asked, decisionOf, makeQuestions } from '../oracle/questions.ts'
import { createRandom } from '../oracle/random.ts'
import { questionsOrg } from '../seed/questions-org.ts'
import { assertDecisionsLogged } from './decision-log.ts'

const SEED = 10
const QUESTIONS = 20_000
const BATCHES = 1_000
const BATCH = 50
/** Of everybody in the org that is asked about: nothing there has changed since it was made. */
const VERSION = 1

const BATCH_PATH = '/authz/check/batch'
const CHECK_PATH = '/authz/check'

/** Seeded questions in files, the same in every run. */
export type QuestionSet = 'with atLeast' | 'without atLeast' | 'batches'

const context = { atLeast: VERSION }

const bodiesOf = (set: QuestionSet, asked: readonly Asked[]): { body: object; decisions: string }[] => {
  if (set !== 'batches') {
    const more = set === 'with atLeast' ? { context } : {}
    return asked.map((one) => ({ body: { ...one.question, ...more }, decisions: decisionOf(one) }))
  }
  return Array.from({ length: asked.length / BATCH }, (_, index) => {
    const some = asked.slice(index * BATCH, (index + 1) * BATCH)
    const evaluations = some.map(({ question }) => ({ ...question, context }))
    return { body: { evaluations }, decisions: some.map(decisionOf).join('') }
  })
}

const pathOf = (set: QuestionSet): string => (set === 'batches' ? BATCH_PATH : CHECK_PATH)

async function prepare(bench: Bench, set: QuestionSet): Promise<Requests> {
  const people = await questionsOrg(bench)
  const { environments } = await bench.services()
  const asked = makeQuestions(createRandom(SEED), people, set === 'batches' ? BATCHES * BATCH : QUESTIONS)
  const requests = questionRequests(pathOf(set), environments.authzKey, bodiesOf(set, asked))
  return writeRequests(bench.folder, set.replaceAll(' ', '-'), requests)
}

/** The limit and authz under the same questions, each answer of authz checked and its decisions found in the log. */
export async function compareWithLimit(
  bench: Bench,
  set: QuestionSet,
  connections: number,
  given?: Requests,
): Promise<Pairs> {
  const requests = given ?? (await bench.once(`writing questions ${set}`, () => prepare(bench, set)))
  const { authz } = await bench.services()
  const limit = await bench.limit()
  const common = { requests, connections }
  const sides: readonly [Side, Side] = [
    { ...common, name: 'limit', url: limit.url, pids: [limit.pid] },
    { ...common, name: 'authz', url: authz.url, pids: [authz.child.pid], decides: true, onceEach: given !== undefined },
  ]
  return assertDecisionsLogged(authz, requests.decisionsEach, () =>
    alternate(bench, `${set} at ${connections} connections`, bench.options.seconds, sides),
  )
}
