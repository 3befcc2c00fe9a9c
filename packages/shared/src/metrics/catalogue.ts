/** Why a request never reaches the app. */
export const REFUSAL_REASONS = [
  'bad_host',
  'bad_target',
  'connect',
  'headers_too_large',
  'malformed',
  'timeout',
] as const

/**
 * How a question to authz ended: `late` after the deadline, `unreachable` when nobody answered or a proxy or authz could
 * not, `refused` with any other status, `malformed` with an answer that is none.
 */
const QUESTION_OUTCOMES = ['answered', 'late', 'malformed', 'refused', 'unreachable'] as const

/** Codes of sign-ins that failed. No finer: whoever reads metrics must not learn whose address is known. */
export const SIGN_IN_FAILURES = [
  'invalid_credentials',
  'organization_selection_required',
  'too_many_attempts',
  'unavailable',
] as const

/** What becomes of a mail in the end. */
const MAIL_STATES = ['sent', 'failed'] as const

export type Service = 'authz' | 'core-api'

interface Common {
  readonly help: string
  readonly services: readonly Service[]
  readonly labels: readonly string[]
}

/** A counter with a closed list of values for its one label counts each from 0: a rate needs a beginning. */
export interface CounterDefinition extends Common {
  readonly type: 'counter'
  readonly values?: readonly string[]
}
interface GaugeDefinition extends Common {
  readonly type: 'gauge'
}
interface HistogramDefinition extends Common {
  readonly type: 'histogram'
  /** Upper bounds of its buckets, in seconds, ascending. */
  readonly bounds: readonly number[]
}
export type Definition = CounterDefinition | GaugeDefinition | HistogramDefinition

const BOTH = ['authz', 'core-api'] as const
const AUTHZ = ['authz'] as const
const CORE_API = ['core-api'] as const

/** Every metric beside those of the process. All series carry the label `service` too. */
export const METRICS = {
  http_request_duration_seconds: {
    type: 'histogram',
    help: 'Duration of HTTP requests by route pattern',
    services: BOTH,
    labels: ['method', 'route', 'status'],
    bounds: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  latchkey_refused_connections_total: {
    type: 'counter',
    help: 'Connections and requests that the server refused before the app saw them',
    services: BOTH,
    labels: ['reason'],
    values: REFUSAL_REASONS,
  },
  latchkey_db_pool_in_use: {
    type: 'gauge',
    help: 'Connections to the database that somebody works on',
    services: BOTH,
    labels: [],
  },
  latchkey_db_pool_waiting: {
    type: 'gauge',
    help: 'Those who wait for a connection to the database',
    services: BOTH,
    labels: [],
  },
  latchkey_db_statements_total: {
    type: 'counter',
    help: 'Statements sent to the database, those that begin and end transactions included',
    services: BOTH,
    labels: [],
  },
  latchkey_decisions_total: {
    type: 'counter',
    help: 'Decisions, each item of a batch by itself; malformed questions and failures are none',
    services: AUTHZ,
    labels: ['caller', 'decision', 'reason'],
  },
  latchkey_decision_duration_seconds: {
    type: 'histogram',
    help: 'How long the decisions of one request took together, from its body to its answer',
    services: AUTHZ,
    labels: [],
    bounds: [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  },
  latchkey_memory_hits_total: {
    type: 'counter',
    help: 'Questions whose facts memory proved without a statement',
    services: AUTHZ,
    labels: [],
  },
  latchkey_memory_misses_total: {
    type: 'counter',
    help: 'Questions that took a statement, be it only to compare versions',
    services: AUTHZ,
    labels: [],
  },
  latchkey_memory_evictions_total: {
    type: 'counter',
    help: 'What memory gave up to make room: subjects with all that is kept of them, and buildings',
    services: AUTHZ,
    labels: [],
  },
  latchkey_authz_questions_total: {
    type: 'counter',
    help: 'Questions to authz, all tries of one together, by how they ended',
    services: CORE_API,
    labels: ['outcome'],
    values: QUESTION_OUTCOMES,
  },
  latchkey_queue_jobs: {
    type: 'gauge',
    help: 'Jobs in a queue, counted once a minute: deferred (later, another try included), ready, active, failed for good',
    services: CORE_API,
    labels: ['queue', 'state'],
  },
  latchkey_job_failures_total: {
    type: 'counter',
    help: 'Tries at a job that failed; most are tried again',
    services: CORE_API,
    labels: ['queue'],
  },
  latchkey_mails_total: {
    type: 'counter',
    help: 'Mails handed to the mail server, and mails given up after the last try',
    services: CORE_API,
    labels: ['state'],
    values: MAIL_STATES,
  },
  latchkey_sign_in_failures_total: {
    type: 'counter',
    help: 'Sign-ins that failed, by the code of the answer',
    services: CORE_API,
    labels: ['reason'],
    values: SIGN_IN_FAILURES,
  },
  latchkey_idempotency_replays_total: {
    type: 'counter',
    help: 'Requests answered with the kept answer to the same Idempotency-Key',
    services: CORE_API,
    labels: [],
  },
} as const satisfies Record<string, Definition>

type All = typeof METRICS
export type MetricName = keyof All
/** The names of the metrics of a type. */
export type Named<Type extends Definition['type']> = {
  [Name in MetricName]: All[Name]['type'] extends Type ? Name : never
}[MetricName]

type ValueOf<Metric> = Metric extends { readonly values: readonly (infer Value extends string)[] } ? Value : string

/** The labels of a metric, with the values of a closed list. */
export type LabelsOf<Name extends MetricName> = Readonly<Record<All[Name]['labels'][number], ValueOf<All[Name]>>>
