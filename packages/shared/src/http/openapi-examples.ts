/** A part of an OpenAPI document, as JSON. */
export type Json = Readonly<Record<string, unknown>>

/** What stands in examples for a `Component`, a `Component.member`, or a member wherever it has no value of its own. */
export type Samples = ReadonlyMap<string, unknown>

const BY_FORMAT: ReadonlyMap<unknown, string> = new Map([
  ['uuid', '0198c2f4-6d1b-7c3a-9f20-3b5d8e7a1c42'],
  ['date-time', '2026-12-01T09:00:00.000Z'],
  ['email', 'ada@example.com'],
])

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = ({ type }: Json): unknown => (Array.isArray(type) ? type.find((one) => one !== 'null') : type)

/** Makes examples of the schemas of a document, which follow each change of them. */
function createExamples(schemas: Json, samples: Samples) {
  const ofMember = (name: string, schema: unknown, component: string | undefined): unknown => {
    const sample = samples.get(`${component}.${name}`) ?? samples.get(name)
    return sample === undefined ? of(schema, undefined) : sample
  }

  function of(schema: unknown, component: string | undefined): unknown {
    if (!isObject(schema)) return null
    const { $ref: ref } = schema
    if (typeof ref === 'string') {
      const name = ref.split('/').at(-1) ?? ''
      return samples.get(name) ?? of(schemas[name], name)
    }
    if ('const' in schema) return schema['const']
    const { enum: values, anyOf, oneOf, allOf } = schema
    if (Array.isArray(values)) return values[0]
    if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map((part) => of(part, component)))
    const choices = anyOf ?? oneOf
    return Array.isArray(choices) ? of(choices[0], component) : ofType(schema, component)
  }

  function ofType(schema: Json, component: string | undefined): unknown {
    switch (typeOf(schema)) {
      case 'object':
        return Object.fromEntries(
          Object.entries(schema['properties'] ?? {}).map(([name, one]) => [name, ofMember(name, one, component)]),
        )
      case 'array':
        return [of(schema['items'], undefined)]
      case 'boolean':
        return true
      case 'integer':
      case 'number':
        return Math.max(Number(schema['minimum'] ?? 1), 1)
      case 'string':
        return BY_FORMAT.get(schema['format']) ?? 'text'
      default:
        return null
    }
  }
  return of
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete'])

/** The document with an example at every body, of a request or of an answer, that has none. */
export function withExamples<Document extends object>(document: Document, samples: Samples): Document {
  // safe because a document is JSON
  const { components, paths = {} } = document as { components?: { schemas?: Json }; paths?: Json }
  const exampleOf = createExamples(components?.schemas ?? {}, samples)
  const described = (body: unknown): unknown => {
    if (!isObject(body) || !isObject(body['content'])) return body
    const content = Object.entries(body['content']).map(([type, media]) =>
      isObject(media) ? [type, { example: exampleOf(media['schema'], undefined), ...media }] : [type, media],
    )
    return { ...body, content: Object.fromEntries(content) }
  }
  const operation = (value: unknown): unknown => {
    if (!isObject(value)) return value
    const { requestBody, responses } = value
    const answers = Object.entries(responses ?? {}).map(([status, answer]) => [status, described(answer)])
    return {
      ...value,
      ...(requestBody !== undefined && { requestBody: described(requestBody) }),
      responses: Object.fromEntries(answers),
    }
  }
  const entries = Object.entries(paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(isObject(item) ? item : {}).map(([name, value]) => [
        name,
        METHODS.has(name) ? operation(value) : value,
      ]),
    ),
  ])
  return { ...document, paths: Object.fromEntries(entries) }
}
