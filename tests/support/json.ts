/** Where a member stands in a body. */
export type Path = readonly (string | number)[]

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

export const pointerTo = (path: Path): string => path.map((step) => `/${step}`).join('')

/** Every value in a body that is not an object or array, and where it stands. */
export function leavesOf(value: unknown, path: Path = []): [path: Path, value: unknown][] {
  if (!isContainer(value)) return [[path, value]]
  const steps = Array.isArray(value) ? value.map((_, at) => at) : Object.keys(value)
  return steps.flatMap((step) => leavesOf(value[step], [...path, step]))
}

/** Every object in a body, the body itself first. */
export function objectsOf(value: unknown, path: Path = []): Path[] {
  if (!isContainer(value)) return []
  const steps = Array.isArray(value) ? value.map((_, at) => at) : Object.keys(value)
  return [...(Array.isArray(value) ? [] : [path]), ...steps.flatMap((step) => objectsOf(value[step], [...path, step]))]
}

/** The same body with another value at a place, or with a new member there. */
export function withValue(body: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(body)) return body.map((one, at) => (at === step ? withValue(one, rest, value) : one))
  const copy = new Map(Object.entries(Object(body)))
  copy.set(String(step), withValue(copy.get(String(step)), rest, value))
  return Object.fromEntries(copy)
}
