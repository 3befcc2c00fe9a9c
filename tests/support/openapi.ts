import { z } from 'zod'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined)

const follow = (document: unknown, ref: string): unknown =>
  ref
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, name) => member(inner, name.replaceAll('~1', '/').replaceAll('~0', '~')), document)

/** A schema with its references put in place, in which an object has no member that is not described. */
function closed(document: unknown, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((one) => closed(document, one))
  if (!isObject(schema)) return schema
  if (typeof schema['$ref'] === 'string') return closed(document, follow(document, schema['$ref']))
  const entries = Object.entries(schema).map(([name, value]) => [name, closed(document, value)])
  const shape: Json = Object.fromEntries(entries)
  return isObject(shape['properties']) ? { additionalProperties: false, ...shape } : shape
}

export interface Operation {
  /** `METHOD /path`, as the document has the path. */
  readonly route: string
  readonly described: Json
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head']

/** Every operation of an OpenAPI document. */
export function operationsOf(document: unknown): Operation[] {
  return Object.entries(Object(member(document, 'paths'))).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const described = member(item, method)
      return isObject(described) ? [{ route: `${method.toUpperCase()} ${path}`, described }] : []
    }),
  )
}

/** Whether an operation takes this query parameter. */
export const takesQuery = ({ described }: Operation, name: string): boolean => {
  const parameters = described['parameters']
  return (
    Array.isArray(parameters) && parameters.some((one) => member(one, 'in') === 'query' && member(one, 'name') === name)
  )
}

/** What of a body is not as the operation describes its answer of this status; empty when it is. */
export function deviations(
  document: unknown,
  { route, described }: Operation,
  status: number,
  body: unknown,
): string[] {
  const response = member(described['responses'], String(status))
  if (response === undefined) return [`${route} does not describe ${status}`]
  const content = Object.values(Object(member(response, 'content')))
  if (content.length === 0) return body === undefined ? [] : [`${route} describes no body of ${status}`]
  // safe because what stands there is a JSON Schema: zod refuses to read anything else
  const schema = z.fromJSONSchema(closed(document, member(content[0], 'schema')) as z.core.JSONSchema.BaseSchema)
  const parsed = schema.safeParse(body)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${route} /${path.join('/')}: ${message}`)
}
