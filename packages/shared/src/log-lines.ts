interface Line {
  readonly services: readonly ('authz' | 'core-api')[]
  readonly level: 'info' | 'warn' | 'error'
  readonly when: string
  /** Those that a line may leave out end with a question mark. */
  readonly members: readonly string[]
}

const BOTH = ['authz', 'core-api'] as const
const AUTHZ = ['authz'] as const
const CORE_API = ['core-api'] as const
const WHO = ['traceId?', 'caller?', 'userId?', 'orgId?'] as const

/** Every member that a line may have, whatever line it is. */
export const LOG_MEMBERS = {
  level: 'pino’s number: 30 info, 40 warn, 50 error',
  time: 'when, ISO 8601 in UTC',
  service: '`authz` or `core-api`',
  msg: 'which line it is',
  requestId: 'of `X-Request-ID`, taken or made; core-api hands its own on to authz',
  traceId: 'of the trace that the request belongs to, where traces are collected',
  method: 'of the request',
  route: 'the pattern of the route, `*` where there is none: never a path with its ids',
  status: 'of the answer',
  durationMs: 'in milliseconds; of decisions, that of all decisions of the request',
  code: 'of the problem that was answered',
  caller: 'the service that asked, by the name of its key',
  userId: 'who asked, once that is known, also where the request was refused',
  orgId: 'their org',
  client: 'the address of the client, or its network, by `LOG_CLIENT_ADDRESS`',
  refused: 'why the server refused the request before the app saw it',
  decisionId: 'of this one decision',
  subject: '`{type, id}` as asked; what has not the form of an id, or is not known, is not written down',
  action: 'the permission key, or `(unknown)`',
  resource: '`{type, id}`, as the subject',
  decision: 'true or false',
  reason: 'why, as in the answer',
  version: 'of the subject, that decided',
  policy: 'the hash of the policy that decided',
  err: '`{type, message, stack, code?, cause?}`: neither rows, nor recipients, nor what was sent; addresses in it read `(address)`',
  queue: 'of the job',
  id: 'of the job',
  retryCount: 'how often it had been tried again',
  port: 'where it listens',
  settings: 'the names of those that are missing, as PostgreSQL has them',
} as const

/** Every line of both services, by its `msg`. */
export const LOG_LINES = {
  request: {
    services: BOTH,
    level: 'info',
    when: 'a request was answered',
    members: [...['requestId', 'method', 'route', 'status', 'durationMs', 'code?'], ...[...WHO, 'client?', 'refused?']],
  },
  decision: {
    services: AUTHZ,
    level: 'info',
    when: 'a decision was made that `AUTHZ_DECISION_LOG` chooses',
    members: [
      ...['decisionId', 'requestId', 'traceId?', 'caller', 'subject', 'action', 'resource', 'decision'],
      ...['reason?', 'version?', 'policy?', 'durationMs'],
    ],
  },
  'unexpected error': {
    services: BOTH,
    level: 'error',
    when: 'a request was answered with 500: a defect',
    members: ['err', 'requestId', ...WHO],
  },
  'request failed': {
    services: BOTH,
    level: 'warn',
    when: 'a request was answered with 503, and why',
    members: ['err', 'code', 'requestId', ...WHO],
  },
  'page failed': {
    services: CORE_API,
    level: 'error',
    when: 'a page of the console could not be shown: a defect',
    members: ['err', 'requestId'],
  },
  'not ready': { services: AUTHZ, level: 'warn', when: '/readyz found that nothing can be decided', members: ['err'] },
  'connections lack their settings: pnpm migrate pooled': {
    services: CORE_API,
    level: 'error',
    when: '/readyz found connections through a pooler that began without what they must have',
    members: ['settings'],
  },
  'idle database connection lost': {
    services: AUTHZ,
    level: 'warn',
    when: 'a connection of the pool broke while nobody used it',
    members: ['err'],
  },
  'job done': { services: CORE_API, level: 'info', when: 'a job succeeded', members: ['queue', 'id'] },
  'job failed': {
    services: CORE_API,
    level: 'warn',
    when: 'a try at a job failed',
    members: ['err', 'queue', 'id', 'retryCount'],
  },
  'background jobs': {
    services: CORE_API,
    level: 'error',
    when: 'the queue could not reach its tables',
    members: ['err'],
  },
  listening: { services: BOTH, level: 'info', when: 'requests are served', members: ['port'] },
  stopping: {
    services: BOTH,
    level: 'info',
    when: 'the process was told to end; `reason` is the signal',
    members: ['reason'],
  },
  crashed: {
    services: BOTH,
    level: 'error',
    when: 'something that nobody catches: a defect; it ended with 1',
    members: ['err'],
  },
  'stop failed': { services: BOTH, level: 'error', when: 'it ended with 1', members: ['err'] },
  'the file of callers was read again': { services: AUTHZ, level: 'info', when: 'SIGHUP', members: [] },
  'the file of callers cannot be used: those that it named before stay': {
    services: AUTHZ,
    level: 'error',
    when: 'SIGHUP',
    members: ['err'],
  },
  'the decision log cannot be written': {
    services: AUTHZ,
    level: 'error',
    when: 'of the first failure since the start or the last SIGHUP; it is tried again all the time',
    members: ['err'],
  },
} as const satisfies Readonly<Record<string, Line>>
