import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'

const root = new URL('../../', import.meta.url)
/** A file of the repository. */
export const pathOf = (path: string): string => fileURLToPath(new URL(path, root))

const Duration = z.string().regex(/^(\d+(ms|s|m|h)|\$\{\w+:-\d+s\})$/)
const Condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])

/** The part of the Compose specification that the file uses: an unknown key is an error, as it is for Compose. */
const Service = z
  .strictObject({
    image: z.string().optional(),
    build: z
      .strictObject({ context: z.literal('.'), dockerfile: z.string(), target: z.string().optional() })
      .optional(),
    restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
    stop_grace_period: Duration.optional(),
    cap_drop: z.array(z.string()).default([]),
    cap_add: z.array(z.string()).default([]),
    security_opt: z.array(z.string()).default([]),
    read_only: z.boolean().default(false),
    tmpfs: z.array(z.string()).default([]),
    secrets: z.array(z.string()).default([]),
    depends_on: z.record(z.string(), z.strictObject({ condition: Condition })).default({}),
    environment: z.record(z.string(), z.string()).default({}),
    ports: z.array(z.string()).default([]),
    volumes: z.array(z.string()).default([]),
    healthcheck: z
      .strictObject({ test: z.array(z.string()), interval: Duration, timeout: Duration, retries: z.int() })
      .optional(),
  })
  .refine(({ image, build }) => (image === undefined) !== (build === undefined), 'needs either an image or a build')

const Compose = z
  .object({
    name: z.string().optional(),
    services: z.record(z.string(), Service),
    secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
    volumes: z.record(z.string(), z.null()),
  })
  .catchall(z.unknown())
  .refine((file) => Object.keys(file).every((key) => /^(name|services|secrets|volumes|x-.+)$/.test(key)), 'unknown key')
export type Service = z.output<typeof Service>
export type Services = Readonly<Record<string, Service>>

/** docker-compose.yml with its `${…}` as they stand, and what it merges in its place. */
export const readCompose = () =>
  Compose.parse(parse(readFileSync(pathOf('docker-compose.yml'), 'utf8'), { merge: true }))

export const readServices = (): Services => readCompose().services

export function serviceIn(services: Services, name: string): Service {
  const service = services[name]
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`)
  return service
}

export interface Placeholder {
  readonly name: string
  /** Undefined when the variable is required. */
  readonly byDefault: string | undefined
  /** What Compose says when a required variable is missing. */
  readonly message: string | undefined
}

/** `${NAME:-default}` and `${NAME:?message}`; a bare `${NAME}` would be empty without a word and is none of ours. */
const PLACEHOLDER = /\$\{(\w+):(?:-([^}]*)|\?([^}]+))\}/g

const placeholder = ([, name = '', byDefault, message]: readonly (string | undefined)[]): Placeholder => ({
  name,
  byDefault,
  message,
})

export const placeholdersIn = (text: string): Placeholder[] => [...text.matchAll(PLACEHOLDER)].map(placeholder)

/** What is left of a text without its placeholders: what stands in the file itself. */
export const literalPartOf = (text: string): string => text.replaceAll(PLACEHOLDER, '')

type Values = Readonly<Record<string, string | undefined>>

/**
 * A text as Compose would fill it in; an empty variable counts as unset.
 * @throws Error with the message of a required variable that is missing
 */
export const fill = (text: string, values: Values): string =>
  text.replaceAll(PLACEHOLDER, (...match: string[]) => {
    const { name, byDefault, message } = placeholder(match)
    const value = values[name] || byDefault
    if (value === undefined) throw new Error(`${name}: ${message}`)
    return value
  })

/** Where a container finds its secrets. */
const MOUNTED = '/run/secrets/'

/** The environment of a service as Compose would fill it in, its secrets in a folder of this machine. */
export const environmentOf = (service: Service, values: Values, secrets: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service.environment).map(([name, text]) => [
      name,
      fill(text, values).replace(MOUNTED, `${secrets}/`),
    ]),
  )
