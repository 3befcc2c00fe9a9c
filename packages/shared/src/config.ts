import { z } from 'zod'
import { type Environment, readSecretFiles } from './secret-files.ts'

export type { Environment }

/** Every generated development secret begins with this, so that production can refuse one. */
export const GENERATED_SECRET_PREFIX = 'dev_'
const SECRET_MIN_LENGTH = 32

export const isProduction = (env: Environment): boolean => env['NODE_ENV'] === 'production'

export const integer = (min: number, max: number, byDefault: number) =>
  z.coerce.number().int().min(min).max(max).default(byDefault)

/** A TCP port. */
export const port = (byDefault: number) => integer(1, 65_535, byDefault)

/** Where metrics are read. */
const metricsPort = integer(0, 65_535, 0).describe(
  'where `/metrics` is answered, and nothing else, so that it need not be public; 0: on the port of the service',
)
/** The schema of a service that refuses the port of the service, of that name, for its metrics. */
export const apartFromMetrics = <Schema extends z.ZodObject>(schema: Schema, name: string): Schema =>
  schema.refine(({ METRICS_PORT: own, [name]: port }) => own === undefined || own !== port, {
    path: ['METRICS_PORT'],
    error: 'is the port of the service',
    // Beside whatever else is wrong; what is wrong itself has no value.
    when: () => true,
  })

export const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an HTTP URL' })

/** How long to serve on after SIGTERM, in milliseconds: none in development. */
const shutdownDelay = (production: boolean) =>
  integer(0, 600_000, production ? 5_000 : 0).describe(
    'how long requests are served after SIGTERM while balancers learn of it, in milliseconds; in development none',
  )

/** Marks what nobody may read: it can stand in a file that `NAME_FILE` names, too. */
export const asSecret = <Schema extends z.ZodType>(schema: Schema): Schema => schema.meta({ secret: true })

/** A shared secret. In production it must be long and not one that the launcher generated for development. */
export const secret = (production: boolean) =>
  asSecret(
    production
      ? z
          .string()
          .min(SECRET_MIN_LENGTH, `needs at least ${SECRET_MIN_LENGTH} characters in production`)
          .refine((value) => !value.startsWith(GENERATED_SECRET_PREFIX), 'is a generated development secret')
      : z.string().min(1),
  )

/** With the password of a role in it. */
export const postgresUrl = asSecret(
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
      'is not a PostgreSQL URL',
    ),
)

/** Whether statements are prepared under a name: not through PgBouncer before 1.21 in transaction mode. */
export const namedStatements = z
  .enum(['on', 'off'])
  .default('on')
  .transform((value) => value === 'on')
  .describe('`off` behind PgBouncer before 1.21 in transaction mode: statements are then prepared anew each time')

const logLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info')
  .describe('`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`')

export interface TracingConfig {
  /** Where spans go, by OTLP over HTTP. */
  readonly endpoint: string
  /** `name=value,name=value`, sent along. */
  readonly headers: string | undefined
  /** How many of the traces that begin here are kept: 1 is all. */
  readonly share: number
}

/** Named as OpenTelemetry's specification has them. */
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe('where traces go, by OTLP over HTTP: `http://collector:4318`; unset: there are none'),
  OTEL_EXPORTER_OTLP_HEADERS: asSecret(z.string()).optional().describe('sent along, as `name=value,name=value`'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('which share of the traces that begin here is kept, 0 to 1; of others, what their caller has decided'),
}

/** What these variables come to. */
export const tracingOf = (read: z.output<z.ZodObject<typeof tracing>>): TracingConfig | undefined =>
  read.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
    ? undefined
    : {
        endpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT,
        headers: read.OTEL_EXPORTER_OTLP_HEADERS,
        share: read.OTEL_TRACES_SAMPLER_ARG,
      }

/** What every service has for those who run it. */
export const operating = (production: boolean) => ({
  METRICS_PORT: metricsPort,
  ...tracing,
  SHUTDOWN_DELAY_MS: shutdownDelay(production),
  LOG_LEVEL: logLevel,
})

export const nodeEnvironment = z
  .string()
  .optional()
  .describe('`production` refuses secrets that are missing, short or generated')

/**
 * Every variable of a service with its rule, its default and, for docs/configuration.md, its description. The launcher
 * hands on what stands here and nothing else.
 */
export type EnvironmentSchema = (production: boolean) => z.ZodObject

/** The variables that a service reads. */
export const variableNames = (schema: EnvironmentSchema): string[] => Object.keys(schema(true).shape)

/** The part of a variable's JSON Schema that tells a secret. */
const Marked = z.object({ properties: z.record(z.string(), z.object({ secret: z.boolean().optional() })) })

/** The variables that may be given as files. */
export const secretNames = (schema: z.ZodObject): string[] =>
  Object.entries(Marked.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).properties)
    .filter(([, { secret }]) => secret === true)
    .map(([name]) => name)

/**
 * Reads the variables a schema names, secrets from their files too; an empty one counts as unset.
 * @throws Error with one message that names every bad variable
 */
export function parseEnvironment<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.output<Schema> {
  const { values, faults } = readSecretFiles(env, secretNames(schema))
  const named = Object.keys(schema.shape).map((name) => [name, values[name] === '' ? undefined : values[name]])
  const parsed = schema.safeParse(Object.fromEntries(named))
  if (parsed.success && faults.size === 0) return parsed.data
  const issues = (parsed.error?.issues ?? []).filter(({ path }) => !faults.has(String(path[0])))
  const lines = issues.map(({ path, code, message }) => {
    const name = String(path[0])
    const missing = code === 'invalid_type' && values[name] === undefined
    return `  ${name} ${missing ? 'is missing' : message}`
  })
  throw new Error(`The configuration is not valid:\n${[...new Set([...faults.values(), ...lines])].join('\n')}`)
}
