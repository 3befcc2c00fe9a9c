import openapiTS, { astToString } from 'openapi-typescript'

/** What is read of an OpenAPI document. */
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string }[]
  readonly responses: Readonly<Record<string, unknown>>
  readonly security?: readonly Readonly<Record<string, unknown>>[]
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const HEAD = '// Written by `pnpm write:docs` from the OpenAPI document of core-api.\n'
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch'])

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => ({ path, method, ...operation })),
  )

/** Failures are thrown as one error, and examples are read in the document itself. */
function withoutFailures(document: Document): object {
  const isLeftOut = (name: string, value: unknown) =>
    name === 'example' || name === 'examples' || (/^[45]\d\d$/.test(name) && typeof value === 'object')
  const text = JSON.stringify(document, (name, value) => (isLeftOut(name, value) ? undefined : value))
  return Object(JSON.parse(text))
}

/** The types of the document: its operations by their ids, and its schemas. */
export const typesOf = async (document: Document): Promise<string> =>
  HEAD +
  astToString(await openapiTS(JSON.stringify(withoutFailures(document)))).replace(
    /^export type (webhooks|\$defs) = .*\n/gm,
    '',
  )

/** What has to be known of each operation when it is called. */
export function tableOf(document: Document): string {
  const rows = operationsOf(document).map(
    ({ operationId, method, path, parameters = [], responses, security = [] }) => {
      const [scheme] = security.flatMap((alternative) => Object.keys(alternative))
      const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key')
      const givesSession = JSON.stringify(responses['200'] ?? '').includes(
        '"schema":{"$ref":"#/components/schemas/Session"}',
      )
      const how = `auth: '${scheme ?? 'none'}', isKeyed: ${isKeyed}, givesSession: ${givesSession}`
      return `  ${operationId}: { method: '${method}', path: '${path}', ${how} },`
    },
  )
  return `${HEAD}export const OPERATIONS = {\n${rows.join('\n')}\n} as const\n`
}
