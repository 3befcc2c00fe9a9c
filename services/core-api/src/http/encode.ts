import { z } from '@hono/zod-openapi'

/** Turns what a verb returns into what its schema shows. */
type Encoder<Schema extends z.ZodType> = (value: z.output<Schema>) => z.input<Schema>

// Each schema below is handed to the encoder of its own value, which no static type can follow.
type Encode = (value: unknown) => unknown

/** Schemas whose values are JSON already and have no members to hold back. */
const PLAIN = new Set<z.core.$ZodTypeDef['type']>(['string', 'number', 'boolean', 'enum', 'literal', 'null', 'unknown'])

const unchanged: Encode = (value) => value

/** Copies the members of the schema and no others. */
const compileObject = ({ shape }: z.ZodObject): Encode => {
  const members = Object.entries(shape).map(([name, schema]) => [name, compile(schema)] as const)
  return (value) => {
    // safe because a value of an object schema is an object
    const row = value as Readonly<Record<string, unknown>>
    const shown: Record<string, unknown> = {}
    for (const [name, encode] of members) if (row[name] !== undefined) shown[name] = encode(row[name])
    return shown
  }
}

function compile(schema: z.core.$ZodType): Encode {
  if (schema instanceof z.ZodObject) return compileObject(schema)
  if (schema instanceof z.ZodArray) {
    const item = compile(schema.element)
    // safe because a value of an array schema is an array
    return item === unchanged ? unchanged : (value) => (value as unknown[]).map(item)
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    const inner = compile(schema.unwrap())
    return inner === unchanged ? unchanged : (value) => (value === null || value === undefined ? value : inner(value))
  }
  if (schema instanceof z.ZodCodec) {
    const { reverseTransform } = schema.def
    return (value) => reverseTransform(value, { value, issues: [] })
  }
  return PLAIN.has(schema._zod.def.type) ? unchanged : (value) => z.encode(schema, value)
}

/**
 * The encoder of a schema, compiled once: it shows the members that the schema names, so that a new column stays
 * inside, and costs what copying them costs. It judges nothing: the type of `value` does.
 */
export const encoderOf = <Schema extends z.ZodType>(schema: Schema): Encoder<Schema> =>
  // safe because `compile` follows the schema, whose output the encoder takes and whose input it makes
  compile(schema) as Encoder<Schema>
