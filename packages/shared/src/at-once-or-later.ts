/** A value, or a promise of it where it must be awaited. */
export type AtOnceOrLater<Value> = Value | Promise<Value>

/** Passes a value on, synchronously when it is not a promise. */
export const withValue = <Value, Result>(
  value: AtOnceOrLater<Value>,
  next: (value: Value) => Result,
): AtOnceOrLater<Result> => (value instanceof Promise ? value.then(next) : next(value))
