import { isObject } from './openapi-examples.ts'

const told = (description: unknown, value: unknown): string =>
  [description, `\`${JSON.stringify(value)}\` when absent`].filter(Boolean).join('. ')

function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain)
  if (!isObject(schema)) return schema
  const { default: value, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [name, plain(part)]),
  )
  return value === undefined ? rest : { ...rest, description: told(rest['description'], value) }
}

/**
 * The document whose bodies have no `default`, each told in the description instead: generators take a member with a
 * default for one that is always there, also where it is sent.
 */
export function withoutDefaults<Document extends { components?: object }>(document: Document): Document {
  const { components } = document
  // safe because the components of a document are JSON
  const { schemas } = (components ?? {}) as { schemas?: unknown }
  return { ...document, components: { ...components, schemas: plain(schemas) } }
}
