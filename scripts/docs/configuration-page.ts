import { environmentSchema as authz } from '@latchkey/authz/config'
import { environmentSchema as coreApi } from '@latchkey/core-api/config'
import { type EnvironmentSchema, secretNames } from '@latchkey/shared/config'
import { fileVariableOf } from '@latchkey/shared/secret-files'
import { z } from 'zod'

export const CONFIGURATION_PAGE = 'docs/configuration.md'

const INTRODUCTION = `# Configuration

Written by \`pnpm write:docs\` from \`src/config.ts\` of both services. Do not edit it here.

Each service reads its environment once, at start, and stops with one message that names every bad variable; an empty
variable counts as unset. With \`NODE_ENV=production\` secrets must be given, have at least 32 characters, and not be ones
that the launcher generated (they begin with \`dev_\`).

A secret may stand in a file instead, which \`NAME_FILE\` names: it is read at start, without the end of its last line. Both
set is an error. \`pnpm start\` and \`pnpm migrate\` take them too.

\`pnpm start\` hands on to each service what is set of its variables, and in development fills in what is required and
not set: without \`DATABASE_URL\` an embedded PostgreSQL in \`DATA_DIR\`, the role of \`AUTHZ_DATABASE_URL\`, the address of
authz, and secrets, kept in \`DATA_DIR/secrets.json\`. What is set always wins; of a \`METRICS_PORT\`, authz
gets the one behind it, as both run on one machine.

Keys are replaced in three steps, without a failed request: [operations.md](operations.md#keys).`

/** The parts of a variable's JSON Schema that the page shows. */
const Shown = z.object({
  required: z.array(z.string()),
  properties: z.record(z.string(), z.object({ description: z.string(), default: z.unknown().optional() })),
})

const shown = (schema: EnvironmentSchema, production: boolean) =>
  Shown.parse(z.toJSONSchema(schema(production), { io: 'input', unrepresentable: 'any' }))

/** @throws ZodError that names a variable without a description */
function table(service: string, schema: EnvironmentSchema): string {
  const [here, inProduction] = [shown(schema, false), shown(schema, true)]
  const byDefault = (name: string): string => {
    if (here.required.includes(name)) return 'required'
    if (inProduction.required.includes(name)) return 'production: required'
    const value = here.properties[name]?.default
    return value === undefined ? 'unset' : `\`${String(value)}\``
  }
  const secrets = new Set(secretNames(schema(true)))
  const rows = Object.entries(here.properties).map(([name, { description }]) => {
    const meaning = secrets.has(name) ? `${description}. As a file: \`${fileVariableOf(name)}\`` : description
    return `| \`${name}\` | ${byDefault(name)} | ${meaning.replaceAll('|', '\\|')} |`
  })
  return [`## ${service}`, '', '| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n')
}

/** The page docs/configuration.md, whole. */
export const configurationPage = (): string =>
  `${[INTRODUCTION, table('core-api', coreApi), table('authz', authz)].join('\n\n')}\n`
