import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

/** Every generated development secret begins with this, so that production can refuse one. */
export const GENERATED_SECRET_PREFIX = 'dev_'
const SECRET_MIN_LENGTH = 32

export const isProduction = (env: Environment): boolean => env['NODE_ENV'] === 'production'

/** A TCP port. */
export const port = (byDefault: number) => z.coerce.number().int().min(1).max(65_535).default(byDefault)

/** How long to serve on after SIGTERM while balancers learn of it, in milliseconds. */
export const shutdownDelay = (production: boolean) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(production ? 5_000 : 0)

/** A shared secret. In production it must be long and not one that the launcher generated for development. */
export const secret = (production: boolean) =>
  production
    ? z
        .string()
        .min(SECRET_MIN_LENGTH, `needs at least ${SECRET_MIN_LENGTH} characters in production`)
        .refine((value) => !value.startsWith(GENERATED_SECRET_PREFIX), 'is a generated development secret')
    : z.string().min(1)

export const postgresUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol), 'is not a PostgreSQL URL')

export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')

/**
 * Reads the variables a schema names; an empty one counts as unset.
 * @throws Error with one message that names every bad variable
 */
export function parseEnvironment<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.output<Schema> {
  const named = Object.keys(schema.shape).map((name) => [name, env[name] === '' ? undefined : env[name]])
  const parsed = schema.safeParse(Object.fromEntries(named))
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, code, message }) => {
    const name = String(path[0])
    const missing = code === 'invalid_type' && env[name] === undefined
    return `  ${name} ${missing ? 'is missing' : message}`
  })
  throw new Error(`The configuration is not valid:\n${[...new Set(lines)].join('\n')}`)
}
