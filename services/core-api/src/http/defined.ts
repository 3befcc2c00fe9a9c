type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the members that are undefined: in a change they mean "leave as it is". */
export const defined = <T extends object>(input: T): Defined<T> =>
  // safe because what was undefined is gone; an optional member stays optional in the type
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Defined<T>
