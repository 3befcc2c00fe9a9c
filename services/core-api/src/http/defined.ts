type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the members that are undefined: in a change they mean "leave as it is". */
export const defined = <T extends object>(input: T): Defined<T> =>
  // safe because what was undefined is gone; an optional member stays optional in the type
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Defined<T>

/** What a change would change of a row: the members that are given and differ; undefined when there are none. */
export function changesTo<Row extends object, Change extends { [K in keyof Row]?: Row[K] | undefined }>(
  row: Row,
  change: Change,
): Partial<Defined<Change>> | undefined {
  // safe because every member of a change is a member of the row
  const current = row as Readonly<Record<string, unknown>>
  const differing = Object.entries(change).filter(([name, value]) => value !== undefined && value !== current[name])
  // safe because these are members of the change, none of them undefined
  return differing.length === 0 ? undefined : (Object.fromEntries(differing) as Partial<Defined<Change>>)
}
